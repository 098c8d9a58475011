package salons.web;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a client is, as an IP address: the peer of its connection, or whom a proxy names. */
record ClientAddress(InetAddress ip) {
  static final ClientAddress LOCAL = new ClientAddress(InetAddress.getLoopbackAddress());

  /** An address alone, one of IPv4 with a port, or one in brackets with or without a port; never a name or a zone. */
  private static final Pattern TEXT = Pattern.compile(
      "\\[(?<bracketed>[0-9a-fA-F:.]+)](:\\d{1,5})?|(?<four>[0-9.]+)(:\\d{1,5})?|(?<six>[0-9a-fA-F:.]+)");

  private static final Pattern BARE = Pattern.compile("[0-9a-fA-F:.]+");

  /** What is put before an IPv4 address to number it among the networks of IPv6: it is nobody's there. */
  private static final long IPV4 = 0xFFFFL << 32;

  /** What addresses of IPv4 begin with on this machine. */
  private static final long LOOPBACK = 127;

  /** Where one end of a connection is: on this machine, when it has no IP address. */
  static ClientAddress of(@Nullable SocketAddress end) {
    String ip = end == null ? null : end.hostAddress();
    ClientAddress parsed = ip == null ? null : bare(ip.replaceFirst("%.*", ""));
    return parsed == null ? LOCAL : parsed;
  }

  /** Null when it is no address. */
  static @Nullable ClientAddress parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    String bracketed = parts.group("bracketed");
    String four = parts.group("four");
    String ip = bracketed != null ? bracketed : four != null ? four : parts.group("six");
    return bare(ip);
  }

  /** One without a port and brackets; null when it is no such address. */
  static @Nullable ClientAddress bare(String text) {
    byte[] bytes =
        BARE.matcher(text).matches() ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    try {
      // One of IPv4 in the clothes of IPv6 becomes what it is.
      return bytes == null ? null : new ClientAddress(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException wrongLength) {
      return null;
    }
  }

  boolean isLoopback() {
    return ip.isLoopbackAddress();
  }

  /** What counts as one address: one of IPv4, but 64 bits of IPv6, since everybody there has that many addresses. */
  long network() {
    ByteBuffer bytes = ByteBuffer.wrap(ip.getAddress());
    return ip instanceof Inet4Address
        ? IPV4 | Integer.toUnsignedLong(bytes.getInt())
        : bytes.getLong();
  }

  /** Whether a {@link #network} is on this machine. */
  static boolean isLoopback(long network) {
    return network == 0 || network >> 24 == (IPV4 >> 24 | LOOPBACK);
  }

  @Override
  public String toString() {
    return ip.getHostAddress();
  }
}
