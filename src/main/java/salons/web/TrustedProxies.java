package salons.web;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The proxies whose word is taken for where a client is. Immutable. */
public final class TrustedProxies {
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final Pattern RANGE =
      Pattern.compile("(?<ip>[0-9a-fA-F:.]+)(/(?<bits>\\d{1,3}))?");

  private final List<IpSubnetFilterRule> ranges;

  private TrustedProxies(List<IpSubnetFilterRule> ranges) {
    this.ranges = ranges;
  }

  /**
   * Addresses and CIDR ranges, separated by commas.
   *
   * @throws IllegalArgumentException if one is neither
   */
  public static TrustedProxies parse(String list) {
    return new TrustedProxies(Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .map(TrustedProxies::range)
        .toList());
  }

  private static IpSubnetFilterRule range(String text) {
    Matcher parts = RANGE.matcher(text);
    ClientAddress first = parts.matches() ? ClientAddress.bare(parts.group("ip")) : null;
    if (first == null) {
      throw new IllegalArgumentException(text);
    }
    String bits = parts.group("bits");
    int whole = first.ip().getAddress().length * Byte.SIZE;
    return new IpSubnetFilterRule(
        first.ip(), bits == null ? whole : Integer.parseInt(bits), IpFilterRuleType.ACCEPT);
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  boolean trusts(ClientAddress address) {
    InetSocketAddress peer = new InetSocketAddress(address.ip(), 0);
    return ranges.stream().anyMatch(range -> range.matches(peer));
  }

  /**
   * Where the client of a request is: the last of whom {@code X-Forwarded-For} names that is no proxy itself, since a proxy adds its
   * peer at the end and whatever stands before is hearsay. The peer, when it is none of ours or the header does not tell. {@code
   * Forwarded} is not heeded: a proxy that does not know it hands on what the client made up.
   *
   * @param forwardedFor the values of all such headers, in their order
   */
  ClientAddress client(ClientAddress peer, List<String> forwardedFor) {
    if (!trusts(peer)) {
      return peer;
    }
    List<String> names = new ArrayList<>();
    forwardedFor.forEach(value -> names.addAll(Arrays.asList(value.split(",", -1))));
    Collections.reverse(names);
    for (String name : names) {
      ClientAddress named = ClientAddress.parse(name.strip());
      if (named == null || !trusts(named)) {
        return orElse(named, peer);
      }
    }
    return peer;
  }

  private static ClientAddress orElse(@Nullable ClientAddress named, ClientAddress peer) {
    return named == null ? peer : named;
  }
}
