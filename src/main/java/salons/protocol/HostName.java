package salons.protocol;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name or address of a host, as browsers and resolvers take it, in one spelling: lower case, letters of other scripts as
 * {@code xn--}, without the dot at the end, {@code 127.1} and {@code 2130706433} as {@code 127.0.0.1}, IPv6 in brackets and without
 * its zone. Two that name the same host by the same name are equal. Nothing is ever looked up.
 */
public record HostName(String value) {
  private static final int LONGEST = 253;
  private static final int MOST_PARTS = 4;
  private static final long BYTE = 256;

  /** What {@link java.net.URI} does not take and everybody else does: underscores, and hyphens at an end. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63})*");

  private static final Pattern NUMBER_AT_THE_END =
      Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)");
  private static final Pattern IP_V4 = Pattern.compile("[\\d.]+");
  private static final Pattern IP_V6 =
      Pattern.compile("\\[([0-9a-f:.]*:[0-9a-f:.]*)(?:%[a-z0-9._~-]+)?]");

  /** Browsers keep these letters, and {@link IDN} replaces them by others. */
  private static final Pattern TAKEN_DIFFERENTLY = Pattern.compile("[\u00DF\u03C2\u200C\u200D]");

  /** Throws {@link IllegalArgumentException} for what is no host. */
  public HostName {
    String name = value.toLowerCase(Locale.ROOT);
    value = name.startsWith("[") ? ipV6(name) : nameOrIpV4(name);
  }

  /** Empty for what is no host. */
  public static Optional<HostName> parse(String text) {
    try {
      return Optional.of(new HostName(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it is an address, so that nobody can have it point elsewhere. */
  public boolean isAddress() {
    return value.startsWith("[") || IP_V4.matcher(value).matches();
  }

  /** Whether it is this machine to everybody: {@code localhost}, names below it, and addresses of the loopback. */
  public boolean isLoopback() {
    return value.equals("localhost")
        || value.endsWith(".localhost")
        || value.equals("[0:0:0:0:0:0:0:1]")
        || isAddress() && value.startsWith("127.");
  }

  /** Whether it is looked up on the network at hand alone: {@code *.local}. */
  public boolean isLinkLocal() {
    return value.endsWith(".local");
  }

  @Override
  public String toString() {
    return value;
  }

  private static String nameOrIpV4(String text) {
    String ascii = text.chars().allMatch(c -> c < 0x80) ? text : toAscii(text);
    String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no host name");
    }
    return NUMBER_AT_THE_END.matcher(name).matches() ? ipV4(name) : name;
  }

  private static String toAscii(String text) {
    if (TAKEN_DIFFERENTLY.matcher(text).find()) {
      throw new IllegalArgumentException("ambiguous: to be written as xn--");
    }
    return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
  }

  /** The last part fills what is left of the four bytes. */
  private static String ipV4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length > MOST_PARTS) {
      throw new IllegalArgumentException("more than four parts");
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      int bytes = i < parts.length - 1 ? 1 : MOST_PARTS - i;
      long part = number(parts[i]);
      long end = 1L << (Byte.SIZE * bytes);
      if (part >= end) {
        throw new IllegalArgumentException("no IPv4 address");
      }
      address = address * end + part;
    }
    return (address >> 24) + "." + (address >> 16) % BYTE + "." + (address >> 8) % BYTE + "."
        + address % BYTE;
  }

  /** As in C: {@code 0x} is hexadecimal, and {@code 0} in front octal. */
  private static long number(String part) {
    if (part.startsWith("0x")) {
      return part.length() == 2 ? 0 : Long.parseLong(part.substring(2), 16);
    }
    return part.startsWith("0") ? Long.parseLong(part, 8) : Long.parseLong(part);
  }

  private static String ipV6(String text) {
    var parts = IP_V6.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no IPv6 address");
    }
    try {
      String address = InetAddress.getByName("[" + parts.group(1) + "]").getHostAddress();
      return address.contains(":") ? "[" + address + "]" : address;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no IPv6 address", e);
    }
  }
}
