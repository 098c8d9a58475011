package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.MimeMapping;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * The page: from {@code webroot} in the working folder when there is one, so that a change needs no rebuild, else out of the jar.
 * Browsers keep it but ask each time, and hear 304 while it is the same. Text goes compressed; a file is compressed when it is first
 * asked for, and again only after it changed.
 */
final class StaticPage {
  static final String ROOT = "webroot";
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self';"
          + " img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types worker";

  /** What compression makes smaller. Hidden files and ways upwards do not match. */
  private static final Pattern TEXT =
      Pattern.compile("(?:/|(?:/\\w[\\w-]*)+\\.(?:html|css|js|svg|webmanifest))");

  private static final Pattern ACCEPTS_GZIP =
      Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(?![.\\d]*[1-9]))");

  private final Vertx vertx;

  // Owned by the event loop of the verticle that mounted it.
  private final Map<String, Compressed> compressed = new HashMap<>();

  private record Compressed(String etag, Buffer content) {}

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
    Routes.reading(router, "/*")
        .handler(this::headers)
        .handler(this::answerWithEtag)
        .handler(files);
  }

  private void headers(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers
        .set("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer")
        .set(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (context.normalizedPath().endsWith(".webmanifest")) {
      // Vert.x does not know it, and says what it guesses last.
      context.addHeadersEndHandler(
          sending -> headers.set(HttpHeaders.CONTENT_TYPE, "application/manifest+json"));
    }
    context.next();
  }

  private void answerWithEtag(RoutingContext context) {
    String path = context.normalizedPath();
    String file = ROOT + (path.endsWith("/") ? path + "index.html" : path);
    vertx
        .fileSystem()
        .readFile(file)
        .onSuccess(content -> answer(context, file, content))
        .onFailure(notThere -> context.next());
  }

  private void answer(RoutingContext context, String file, Buffer content) {
    String etag = etag(content);
    boolean zipped = TEXT.matcher(context.normalizedPath()).matches() && acceptsGzip(context);
    context.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    context.etag(zipped ? etag + "-gzip" : etag);
    if (context.isFresh()) {
      context.response().setStatusCode(304).end();
    } else if (zipped) {
      context
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, mediaType(file))
          .putHeader(HttpHeaders.CONTENT_ENCODING, "gzip")
          .end(compressed(file, etag, content));
    } else {
      context.next();
    }
  }

  private Buffer compressed(String file, String etag, Buffer content) {
    Compressed known = compressed.get(file);
    if (known == null || !known.etag().equals(etag)) {
      known = new Compressed(etag, gzip(content));
      compressed.put(file, known);
    }
    return known.content();
  }

  private static boolean acceptsGzip(RoutingContext context) {
    String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
    return accepted != null && ACCEPTS_GZIP.matcher(accepted).find();
  }

  private static String mediaType(String file) {
    String type = MimeMapping.mimeTypeForFilename(file);
    return (type == null ? "text/plain" : type) + (file.endsWith(".svg") ? "" : ";charset=UTF-8");
  }

  private static Buffer gzip(Buffer content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content.getBytes());
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return Buffer.buffer(out.toByteArray());
  }

  private static String etag(Buffer content) {
    CRC32 crc = new CRC32();
    crc.update(content.getBytes());
    return Long.toHexString(crc.getValue()) + "-" + Integer.toHexString(content.length());
  }
}
