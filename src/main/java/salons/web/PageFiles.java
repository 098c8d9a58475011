package salons.web;

import io.vertx.core.buffer.Buffer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * The files of the page: those in the jar and the {@link SocketIoBundle}, held in memory, so that nothing is ever unpacked; and in front
 * of them those of a folder {@code webroot} in the working folder, read each time, so that a change needs no rebuild. Of any thread.
 */
final class PageFiles {
  private static final String ROOT = "webroot";

  /** A larger file is no part of a page. */
  private static final long LARGEST = 16 << 20;

  /**
   * A file as it was when it was read.
   *
   * @param etag of this content alone
   */
  record PageFile(Buffer content, String etag) {
    static PageFile of(byte[] content) {
      CRC32 crc = new CRC32();
      crc.update(content);
      String etag = Long.toHexString(crc.getValue()) + "-" + Integer.toHexString(content.length);
      return new PageFile(Buffer.buffer(content), etag);
    }
  }

  private final Map<String, PageFile> inMemory;
  private final Path folder;

  private PageFiles(Map<String, PageFile> inMemory, Path folder) {
    this.inMemory = inMemory;
    this.folder = folder;
  }

  /**
   * Reads the jar, and blocks meanwhile.
   *
   * @param bundle of Socket.IO, if there is one
   */
  static PageFiles load(Optional<Path> bundle) throws IOException {
    return load(Path.of(ROOT), bundle);
  }

  static PageFiles load(Path folder, Optional<Path> bundle) throws IOException {
    Map<String, PageFile> inMemory = new HashMap<>(packaged());
    if (bundle.isPresent()) {
      inMemory.putAll(SocketIoBundle.read(bundle.get()));
    }
    return new PageFiles(Map.copyOf(inMemory), folder);
  }

  /**
   * The file at a path that starts with a slash; empty where there is none to be shown. Hidden ones are not, nor what a link leads to
   * outside the folder: of those nothing is told. Blocks where there is a folder.
   */
  Optional<PageFile> read(String path) {
    if (isHidden(path)) {
      return Optional.empty();
    }
    try {
      Path file = folder.resolve(path.substring(1));
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? readInside(file)
          : Optional.ofNullable(inMemory.get(path));
    } catch (IOException | InvalidPathException unreadable) {
      return Optional.empty();
    }
  }

  private Optional<PageFile> readInside(Path file) throws IOException {
    Path root = folder.toRealPath();
    Path real = file.toRealPath();
    boolean shown = real.startsWith(root)
        && !isHidden(path(root, real))
        && Files.isRegularFile(real)
        && Files.size(real) <= LARGEST;
    return shown ? Optional.of(PageFile.of(Files.readAllBytes(real))) : Optional.empty();
  }

  /** Whether a part of the path begins with a dot, or leads upwards, or nowhere. */
  private static boolean isHidden(String path) {
    return path.contains("/.") || path.contains("\\") || path.contains("//");
  }

  private static Map<String, PageFile> packaged() throws IOException {
    URL index = PageFiles.class.getResource("/" + ROOT + "/index.html");
    if (index == null) {
      return Map.of();
    }
    if (index.openConnection() instanceof JarURLConnection jar) {
      jar.setUseCaches(false);
      try (JarFile file = jar.getJarFile()) {
        return readJar(file);
      }
    }
    try {
      return readFolder(Path.of(index.toURI()).resolveSibling(""));
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static Map<String, PageFile> readJar(JarFile jar) throws IOException {
    Map<String, PageFile> files = new HashMap<>();
    for (ZipEntry entry : jar.stream()
        .filter(each -> each.getName().startsWith(ROOT + "/") && !each.isDirectory())
        .toList()) {
      try (InputStream in = jar.getInputStream(entry)) {
        files.put(entry.getName().substring(ROOT.length()), PageFile.of(in.readAllBytes()));
      }
    }
    return files;
  }

  private static Map<String, PageFile> readFolder(Path root) throws IOException {
    Map<String, PageFile> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(path(root, file), PageFile.of(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private static String path(Path root, Path file) {
    return "/" + root.relativize(file).toString().replace(File.separatorChar, '/');
  }
}
