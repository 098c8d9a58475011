package salons.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The files that lie in the jar, for what of Vert.x reads them by its file system alone: that would unpack them into a folder, where an
 * instance may have none that it can write to.
 */
final class ClassPathFiles {
  private ClassPathFiles() {}

  /** The same Vert.x, but whose file system reads these files, and does nothing else. */
  static Vertx over(Vertx vertx) {
    FileSystem files = proxy(FileSystem.class, (self, method, arguments) -> {
      if (!method.getName().equals("readFileBlocking")) {
        throw new UnsupportedOperationException(method.getName());
      }
      return read((String) arguments[0]);
    });
    return proxy(Vertx.class, (self, method, arguments) -> {
      try {
        return method.getName().equals("fileSystem") ? files : method.invoke(vertx, arguments);
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      }
    });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(
        ClassPathFiles.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Blocks. */
  static Buffer read(String path) throws IOException {
    try (InputStream in = ClassPathFiles.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("not in the jar: " + path);
      }
      return Buffer.buffer(in.readAllBytes());
    }
  }
}
