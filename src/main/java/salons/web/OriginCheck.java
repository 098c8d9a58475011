package salons.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may open a socket. A browser sends cookies and reaches private addresses for any page on the web; only the Origin
 * header tells whose page it is.
 */
final class OriginCheck {
  private final Set<String> listed;

  OriginCheck(Set<String> listed) {
    this.listed = listed;
  }

  /** A request without Origin comes from a program, which could send any. */
  boolean allow(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return true;
    }
    URI page = parse(origin);
    if (page == null || page.getHost() == null) {
      return false;
    }
    String host = page.getHost().toLowerCase(Locale.ROOT);
    String hostAndPort = page.getPort() < 0 ? host : host + ":" + page.getPort();
    return listed.contains(host) || listed.contains(hostAndPort) || isOwnHost(page, host, request);
  }

  private static boolean isOwnHost(URI page, String host, HttpServerRequest request) {
    HostAndPort own = request.authority();
    if (own == null || !own.host().equalsIgnoreCase(host)) {
      return false;
    }
    return isLoopback(request.localAddress()) || port(page) == portOf(own, request);
  }

  private static boolean isLoopback(@Nullable SocketAddress address) {
    return address != null
        && address.hostAddress() != null
        && (address.hostAddress().startsWith("127.")
            || address.hostAddress().startsWith("0:0:0:0:0:0:0:1"));
  }

  private static int port(URI page) {
    return page.getPort() >= 0 ? page.getPort() : "https".equals(page.getScheme()) ? 443 : 80;
  }

  private static int portOf(HostAndPort own, HttpServerRequest request) {
    // Behind a TLS proxy the Host header has no port, whatever port the page's own scheme means.
    return own.port() > 0
        ? own.port()
        : port(URI.create(String.valueOf(request.getHeader("Origin"))));
  }

  private static @Nullable URI parse(String origin) {
    try {
      return new URI(origin);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
