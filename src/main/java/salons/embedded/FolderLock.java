package salons.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Decides which instance of this machine looks after the Redis of a folder. The system frees it when its holder dies, however. */
final class FolderLock {
  /**
   * A process loses its locks on a file as soon as it closes that file anywhere, be it the garbage collector that does: one node
   * that stops would take the lock from another of the same process. So files stay open, and reachable, to the end.
   */
  private static final Set<FileChannel> OPENED = ConcurrentHashMap.newKeySet();

  private final FileChannel file;
  private @Nullable FileLock held;

  FolderLock(Path folder) throws IOException {
    Path path = folder.resolve("redis.lock");
    PrivateFiles.create(path);
    file = FileChannel.open(path, StandardOpenOption.WRITE);
    OPENED.add(file);
  }

  boolean isHeld() {
    return held != null;
  }

  /** Whether it is held from now on; does not wait. */
  boolean take() throws IOException {
    try {
      held = held == null ? file.tryLock() : held;
    } catch (OverlappingFileLockException heldByAnotherNodeOfThisProcess) {
      held = null;
    }
    return held != null;
  }

  void release() throws IOException {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
