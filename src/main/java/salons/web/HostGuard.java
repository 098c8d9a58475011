package salons.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import salons.protocol.Authority;
import salons.protocol.HostName;

/**
 * Who is let in, by the headers {@code Host} and {@code Origin}; one for all event loops. A browser sends cookies and reaches private
 * addresses for any page on the web. Only the Origin tells whose page it is; and where a page has its own name point to this machine
 * (DNS rebinding), Host and Origin agree, and only the name in them tells that it was never given to this instance.
 */
final class HostGuard {
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://([^/?#]*).*");
  private static final String REMEDY =
      "The setting origins lets it in, or public.url if it is where browsers reach this instance.";
  private static final int LONGEST_QUOTE = 100;

  private final KnownHosts known;
  private final Future<Set<HostName>> machine;
  private final RefusalLog log = new RefusalLog();

  /**
   * @param machine the names of this machine; until they are there it has none
   */
  HostGuard(KnownHosts known, Future<Set<HostName>> machine) {
    this.known = known;
    this.machine = machine;
  }

  /** What this machine calls itself, in full and in short. May ask a name server: never on an event loop. */
  static Set<HostName> namesOfThisMachine() {
    try {
      InetAddress self = InetAddress.getLocalHost();
      return Stream.of(self.getHostName(), self.getCanonicalHostName())
          .flatMap(name -> Stream.of(name, name.replaceFirst("\\..*", "")))
          .flatMap(name -> HostName.parse(name).stream())
          .filter(name -> !name.isAddress())
          .collect(Collectors.toUnmodifiableSet());
    } catch (UnknownHostException nameless) {
      return Set.of();
    }
  }

  /** Whether the request names this instance; otherwise it was answered. */
  boolean admit(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_1_0
        && !request.headers().contains(HttpHeaders.HOST)) {
      // No browser.
      return true;
    }
    Optional<Authority> host = hostOf(request);
    if (host.isEmpty()) {
      Problem.end(
          request.response(),
          400,
          "One Host is needed: a name or an address, and a port if it is not the usual one.");
      return false;
    }
    if (!isOwn(host.get().host())) {
      refuse(
          request,
          421,
          "The host " + quote(request, HttpHeaders.HOST) + " is none that this instance knows");
      return false;
    }
    return true;
  }

  /** The same, and whether the page that it comes from may open a socket. Without an Origin it is a program, which could send any. */
  boolean admitSocket(HttpServerRequest request) {
    return admit(request) && admitPage(request, "open a socket");
  }

  /**
   * Whether the page that it comes from, if any, may do what others may not; otherwise it was answered.
   *
   * @param act what that is
   */
  boolean admitPage(HttpServerRequest request, String act) {
    if (comesFromWelcomePage(request)) {
      return true;
    }
    refuse(
        request,
        403,
        "Pages of the Origin " + quote(request, HttpHeaders.ORIGIN) + " may not " + act + " at "
            + quote(request, HttpHeaders.HOST));
    return false;
  }

  /** Whether the page that it comes from, if any, may open a socket; who is {@linkplain #admit admitted} is not answered if not. */
  boolean welcomesPage(HttpServerRequest request) {
    boolean welcome = comesFromWelcomePage(request);
    if (!welcome) {
      warn(request, 403);
    }
    return welcome;
  }

  /** The same, without a word in the log. */
  boolean comesFromWelcomePage(HttpServerRequest request) {
    List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
    return origins.isEmpty()
        || origins.size() == 1
            && Origin.parse(origins.get(0))
                .filter(page -> isWelcome(page, request))
                .isPresent();
  }

  private boolean isOwn(HostName host) {
    return host.isAddress()
        || host.isLoopback()
        || host.isLinkLocal()
        || known.names(host)
        || machine.succeeded() && machine.result().contains(host);
  }

  private boolean isWelcome(Origin page, HttpServerRequest request) {
    return known.welcome(page)
        || hostOf(request).filter(own -> isPageOf(own, page, request)).isPresent();
  }

  private static boolean isPageOf(Authority own, Origin page, HttpServerRequest request) {
    if (!page.host().equals(own.host())) {
      return false;
    }
    if (own.host().isLoopback() && ClientAddress.of(request.localAddress()).isLoopback()) {
      return true;
    }
    return own.hasPort() ? page.port() == own.port() : page.hasUsualPort();
  }

  /** Empty unless the request names exactly one host, wherever it does. */
  private static Optional<Authority> hostOf(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
    Optional<Authority> host = hosts.size() == 1 ? Authority.parse(hosts.get(0)) : Optional.empty();
    Matcher absolute = ABSOLUTE.matcher(request.uri());
    return absolute.matches() && !Authority.parse(absolute.group(1)).equals(host)
        ? Optional.empty()
        : host;
  }

  private void refuse(HttpServerRequest request, int status, String why) {
    warn(request, status);
    Problem.end(request.response(), status, why + ". " + REMEDY);
  }

  private void warn(HttpServerRequest request, int status) {
    log.warn("Turned away with " + status + ": Host " + quote(request, HttpHeaders.HOST)
        + ", Origin " + quote(request, HttpHeaders.ORIGIN) + ". " + REMEDY);
  }

  /** What a stranger wrote, for a log and an answer: short, on one line, in ASCII. */
  private static String quote(HttpServerRequest request, CharSequence header) {
    List<String> values = request.headers().getAll(header);
    String all =
        values.isEmpty() ? "none" : String.join(", ", values).replaceAll("[^ -~]|[\"\\\\]", "?");
    return values.isEmpty()
        ? all
        : '"'
            + (all.length() > LONGEST_QUOTE ? all.substring(0, LONGEST_QUOTE) + "..." : all)
            + '"';
  }
}
