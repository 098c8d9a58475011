package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * The page: from {@code webroot} in the working folder when there is one, so that a change needs no rebuild, else out of the jar.
 * Browsers keep it but ask each time, and hear 304 while it is the same.
 */
final class StaticPage {
  static final String ROOT = "webroot";
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self';"
          + " img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private final Vertx vertx;

  StaticPage(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Touches every file of the page once. Vert.x unpacks a file of the jar when it is first read, and somebody who reads it at that
   * moment gets a part of it.
   */
  static Future<Void> unpack(Vertx vertx, String path) {
    FileSystem files = vertx.fileSystem();
    return files.props(path).compose(properties -> {
      if (!properties.isDirectory()) {
        return files.readFile(path).mapEmpty();
      }
      return files
          .readDir(path)
          .compose(entries -> Future.all(entries.stream()
              .map(entry -> unpack(vertx, path + "/" + Path.of(entry).getFileName()))
              .toList()))
          .mapEmpty();
    });
  }

  void mount(Router router) {
    Handler<RoutingContext> files = StaticHandler.create(ROOT)
        .setCachingEnabled(false)
        .setFilesReadOnly(false)
        .setDirectoryListing(false)
        .setIncludeHidden(false)
        .setDefaultContentEncoding("UTF-8");
    router.get().handler(this::headers).handler(this::answerFromCache).handler(files);
  }

  private void headers(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers
        .set("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer")
        .set(HttpHeaders.CACHE_CONTROL, "no-cache");
    context.next();
  }

  private void answerFromCache(RoutingContext context) {
    String path = context.normalizedPath();
    String file = ROOT + (path.endsWith("/") ? path + "index.html" : path);
    vertx
        .fileSystem()
        .readFile(file)
        .onSuccess(content -> {
          context.etag(etag(content));
          if (context.isFresh()) {
            context.response().setStatusCode(304).end();
          } else {
            context.next();
          }
        })
        .onFailure(notThere -> context.next());
  }

  private static String etag(Buffer content) {
    CRC32 crc = new CRC32();
    crc.update(content.getBytes());
    return Long.toHexString(crc.getValue()) + "-" + Integer.toHexString(content.length());
  }
}
