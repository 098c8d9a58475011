package salons.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import salons.web.PageFiles.PageFile;

/**
 * Socket.IO's own client for browsers, at the addresses that pages load it from: a file that the setting {@code socketio.bundle} names, which
 * {@link StaticPage} serves. Pages of any site may run it.
 */
final class SocketIoBundle {
  private static final List<String> SCRIPTS =
      List.of("/socket.io/socket.io.js", "/socket.io/socket.io.min.js");
  private static final String MAP = ".map";
  private static final String MISSING =
      "No client of Socket.IO is served here: npm i socket.io-client brings one, and the setting socketio.bundle names its file,"
          + " node_modules/socket.io-client/dist/socket.io.min.js";

  private SocketIoBundle() {}

  /** By their paths: the script by each of its names, and the map of its source if one is beside it. Blocks. */
  static Map<String, PageFile> read(Path bundle) throws IOException {
    Map<String, PageFile> files = new HashMap<>();
    PageFile script = PageFile.of(Files.readAllBytes(bundle));
    SCRIPTS.forEach(path -> files.put(path, script));
    Path map = bundle.resolveSibling(bundle.getFileName() + MAP);
    if (Files.isRegularFile(map)) {
      PageFile read = PageFile.of(Files.readAllBytes(map));
      SCRIPTS.forEach(path -> files.put(path + MAP, read));
    }
    return files;
  }

  /** Before what serves it. */
  static void open(Router router, HostGuard hosts) {
    for (String path : SCRIPTS) {
      Routes.reading(router, path).handler(context -> open(context, hosts));
      Routes.reading(router, path + MAP).handler(context -> open(context, hosts));
    }
  }

  private static void open(RoutingContext context, HostGuard hosts) {
    // Who loads a script mostly sends no Origin.
    context.response().putHeader(CrossOrigin.RESOURCE_POLICY, CrossOrigin.ANYWHERE);
    if (hosts.comesFromWelcomePage(context.request())) {
      CrossOrigin.allow(context.request());
    }
    context.next();
  }

  /** Behind what serves it. */
  static void missing(Router router) {
    SCRIPTS.forEach(path -> Routes.reading(router, path).handler(SocketIoBundle::missing));
  }

  /** The body of a script that is not there is not run, but browsers show the words behind the status in their consoles. */
  private static void missing(RoutingContext context) {
    HttpServerResponse response = context.response();
    response
        .setStatusCode(404)
        .setStatusMessage(MISSING)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/javascript;charset=UTF-8")
        .end("// " + MISSING + "\n");
  }
}
