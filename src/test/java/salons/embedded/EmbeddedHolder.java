package salons.embedded;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** An instance reduced to its embedded Redis, as a process of its own that a test may kill. */
final class EmbeddedHolder {
  private EmbeddedHolder() {}

  /** With {@code probe} set it only tells whether the lock of the folder is free. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(System.getProperty("data.dir"));
    if (System.getProperty("probe") != null) {
      System.out.println(new FolderLock(folder).take() ? "it is free" : "it is held");
      return;
    }
    EmbeddedRedis.start(
            Vertx.vertx(),
            new EmbeddedSettings(folder, Optional.ofNullable(System.getProperty("data.redis")), 0))
        .onSuccess(embedded -> System.out.println("it is there"))
        .onFailure(failure -> System.out.println("it is not there: " + failure));
  }
}
