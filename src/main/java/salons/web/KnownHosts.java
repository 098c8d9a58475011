package salons.web;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import salons.protocol.Authority;
import salons.protocol.HostName;

/**
 * What an operator says of hosts, by the settings {@code origins} and {@code public.url}.
 *
 * @param everybody whether any host and any web page is let in
 * @param listed hosts whose pages may open a socket, from the port that is named or else from any
 * @param own where browsers reach this instance, as far as that is known
 */
public record KnownHosts(boolean everybody, Set<Authority> listed, Optional<Origin> own) {
  /** Nothing but what goes without saying. */
  public static final KnownHosts NONE = new KnownHosts(false, Set.of(), Optional.empty());

  private static final String EVERYBODY = "*";

  /**
   * Reads hosts, each perhaps with a port, separated by commas, or {@code *}. Throws {@link IllegalArgumentException} for anything
   * else.
   */
  public static KnownHosts parse(String origins) {
    if (origins.equals(EVERYBODY)) {
      return new KnownHosts(true, Set.of(), Optional.empty());
    }
    Set<Authority> listed = Arrays.stream(origins.split(",", -1))
        .map(entry -> Authority.parse(entry.strip()).orElseThrow(IllegalArgumentException::new))
        .collect(Collectors.toUnmodifiableSet());
    return new KnownHosts(false, listed, Optional.empty());
  }

  /** The same, and browsers reach this instance at that URL, if any. */
  public KnownHosts with(Optional<String> publicUrl) {
    return new KnownHosts(everybody, listed, publicUrl.flatMap(Origin::ofUrl));
  }

  /** Whether the operator lets this page in. */
  boolean welcome(Origin page) {
    return everybody
        || own.filter(page::equals).isPresent()
        || listed.contains(new Authority(page.host(), Authority.NO_PORT))
        || listed.contains(new Authority(page.host(), page.port()));
  }

  /** Whether the operator has this instance go by this name. */
  boolean names(HostName host) {
    return everybody
        || own.filter(url -> url.host().equals(host)).isPresent()
        || listed.stream().anyMatch(each -> each.host().equals(host));
  }
}
