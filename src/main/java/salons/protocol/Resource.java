package salons.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The tables beside the classes. */
final class Resource {
  private Resource() {}

  /** The lines behind the comments that it begins with; the sign of a comment may also be the first of an emoji. */
  static List<String> lines(String name) {
    try (InputStream in = Resource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks " + name + ".");
      }
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .dropWhile(line -> line.startsWith("# "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
