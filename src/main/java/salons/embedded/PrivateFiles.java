package salons.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** What lies in the data folder is for its owner alone: what was said in the rooms, and the password of Redis. */
final class PrivateFiles {
  private PrivateFiles() {}

  /** The real path of the folder, as the system tells it of a process; makes it where there is none. */
  static Path folder(Path folder) throws IOException {
    Path there = Files.isDirectory(folder)
        ? folder
        : Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return there.toRealPath();
  }

  /** Whoever reads it finds the old content or the new, whole. */
  static void write(Path file, String content) throws IOException {
    Path part = Files.createTempFile(
        file.getParent(),
        "" + file.getFileName(),
        ".part",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Path written = Files.move(
        Files.writeString(part, content),
        file,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    assert written.equals(file);
  }
}
