package salons.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.MimeMapping;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import salons.web.PageFiles.PageFile;

/**
 * Serves the {@link PageFiles}. Browsers keep them but ask each time, and hear 304 while they are the same. Text goes compressed; a
 * file is compressed when it is first asked for, and again only after it changed.
 */
final class StaticPage {
  /** What compression makes smaller, and has a character set. */
  private static final Pattern TEXT =
      Pattern.compile(".*\\.(?:html|css|js|mjs|json|txt|svg|webmanifest|map)");

  private static final Pattern ACCEPTS_GZIP =
      Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(?![.\\d]*[1-9]))");

  private final PageFiles files;

  // Owned by the event loop of the verticle that mounted it.
  private final Map<String, Compressed> compressed = new HashMap<>();

  private record Compressed(String etag, Buffer content) {}

  StaticPage(PageFiles files) {
    this.files = files;
  }

  void mount(Router router) {
    Routes.reading(router, "/*").handler(this::serve);
  }

  private void serve(RoutingContext context) {
    String file = fileOf(context.normalizedPath());
    if (file == null) {
      context.next();
      return;
    }
    // Not on the event loop, as there may be a folder to read.
    context
        .vertx()
        .executeBlocking(() -> files.read(file), false)
        .onSuccess(
            found -> found.ifPresentOrElse(page -> answer(context, file, page), context::next))
        .onFailure(context::fail);
  }

  /** Null for what cannot be the path of a file. */
  private static @Nullable String fileOf(String path) {
    try {
      String decoded = new URI(path).getPath();
      return decoded == null || !decoded.startsWith("/")
          ? null
          : decoded.endsWith("/") ? decoded + "index.html" : decoded;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private void answer(RoutingContext context, String file, PageFile page) {
    HttpServerResponse response = context.response();
    SecurityHeaders.setForPage(response);
    boolean zipped = TEXT.matcher(file).matches() && acceptsGzip(context);
    response.headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    context.etag(zipped ? page.etag() + "-gzip" : page.etag());
    if (context.isFresh()) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType(file));
    if (zipped) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    response.end(zipped ? compressed(file, page) : page.content());
  }

  private Buffer compressed(String file, PageFile page) {
    Compressed known = compressed.get(file);
    if (known == null || !known.etag().equals(page.etag())) {
      known = new Compressed(page.etag(), gzip(page.content()));
      compressed.put(file, known);
    }
    return known.content();
  }

  private static boolean acceptsGzip(RoutingContext context) {
    String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
    return accepted != null && ACCEPTS_GZIP.matcher(accepted).find();
  }

  private static String mediaType(String file) {
    if (file.endsWith(".webmanifest")) {
      return "application/manifest+json";
    }
    if (file.endsWith(".map")) {
      return "application/json";
    }
    String type = MimeMapping.mimeTypeForFilename(file);
    boolean characters = TEXT.matcher(file).matches() && !file.endsWith(".svg");
    return type == null ? "application/octet-stream" : characters ? type + ";charset=UTF-8" : type;
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
}
