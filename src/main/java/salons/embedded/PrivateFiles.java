package salons.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lies in the data folder is for its owner alone: what was said in the rooms, and the password of Redis. */
final class PrivateFiles {
  private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);
  private static final Set<PosixFilePermission> OF_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OF_FILE =
      PosixFilePermissions.fromString("rw-------");

  /** What we, Redis, or a file system of its own put there. */
  private static final Pattern OURS = Pattern.compile(
      "redis\\..*|(redis|valkey)-server.*|appendonly.*|temp-.*\\.(aof|rdb)|dump\\.rdb|lost\\+found");

  private static final String LOST_AND_FOUND = "lost+found";

  private PrivateFiles() {}

  /**
   * The real path of the folder, as the system tells it of a process; makes it where there is none. One that others may look into is closed
   * to them.
   *
   * @throws IOException with a sentence, if it cannot be closed, or is not ours alone
   */
  static Path folder(Path folder) throws IOException {
    Path there =
        Files.isDirectory(folder) ? folder : Files.createDirectories(folder, attribute(OF_FOLDER));
    Path real = there.toRealPath();
    if (isOpen(real)) {
      close(real);
    }
    return real;
  }

  private static void close(Path folder) throws IOException {
    List<String> foreign = foreignFiles(folder);
    if (!foreign.isEmpty()) {
      throw new IOException("others may read it, and it has files that are not ours, such as "
          + foreign.get(0) + "; it should be a folder of its own, as " + folder.resolve("salons")
          + " would be");
    }
    try {
      restrict(folder, OF_FOLDER);
    } catch (FileSystemException e) {
      throw new IOException("others may read it, and it belongs to somebody else; "
          + folder.resolve("salons") + " would be made for us alone");
    }
    log.info("Others could read the data folder {}: it is closed to them now", folder);
  }

  private static List<String> foreignFiles(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> "" + file.getFileName())
          .filter(name -> !OURS.matcher(name).matches())
          .limit(1)
          .toList();
    }
  }

  /** Takes from others what they may do with files of ours that are there already. */
  static void restrictAll(Path folder) throws IOException {
    restrictIn(folder);
    Path logs = folder.resolve("appendonlydir");
    if (Files.isDirectory(logs)) {
      restrictIn(logs);
    }
  }

  private static void restrictIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(PrivateFiles::isOurs).toList()) {
        if (isOpen(file)) {
          boolean runs = Files.isDirectory(file) || Files.isExecutable(file);
          restrict(file, runs ? OF_FOLDER : OF_FILE);
        }
      }
    }
  }

  private static boolean isOurs(Path file) {
    return !Files.isSymbolicLink(file)
        && !file.endsWith(LOST_AND_FOUND)
        && OURS.matcher("" + file.getFileName()).matches();
  }

  private static boolean isOpen(Path file) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(Files.getPosixFilePermissions(file));
    permissions.removeAll(OF_FOLDER);
    return !permissions.isEmpty();
  }

  private static void restrict(Path file, Set<PosixFilePermission> permissions) throws IOException {
    Path restricted = Files.setPosixFilePermissions(file, permissions);
    assert restricted.equals(file);
  }

  static void makeExecutable(Path file) throws IOException {
    restrict(file, OF_FOLDER);
  }

  /** An empty one, where there is none. */
  static void create(Path file) throws IOException {
    try {
      Path created = Files.createFile(file, attribute(OF_FILE));
      assert created.equals(file);
    } catch (FileAlreadyExistsException e) {
      // As it should be.
    }
  }

  /** Whoever reads it finds the old content or the new, whole. */
  static void write(Path file, String content) throws IOException {
    Path part = Files.createTempFile(
        file.getParent(), "" + file.getFileName(), ".part", attribute(OF_FILE));
    Path written = Files.move(
        Files.writeString(part, content),
        file,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    assert written.equals(file);
  }

  /** Why a file or folder could not be used: the classes of Java say it by their names alone. */
  static String inWords(FileSystemException failure) {
    String file = failure.getFile();
    if (failure instanceof AccessDeniedException) {
      return "there is no permission for " + file;
    } else if (failure instanceof FileAlreadyExistsException) {
      return file + " is no folder";
    } else if (failure instanceof NoSuchFileException) {
      return "there is no " + file + ", and none can be made";
    }
    return String.valueOf(failure.getMessage());
  }

  private static FileAttribute<?> attribute(Set<PosixFilePermission> permissions) {
    return PosixFilePermissions.asFileAttribute(permissions);
  }
}
