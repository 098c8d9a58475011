package salons.redis;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a URL as RFC 3986 has them. Everything here throws IllegalArgumentException with one phrase that says what is wrong and
 * holds no secret.
 */
final class UrlText {
  record HostAndPort(String host, int port) {}

  /**
   * As whom to enter.
   *
   * @param user null for the default one
   * @param password null for none
   */
  record Credentials(@Nullable String user, @Nullable String password) {}

  private static final Set<String> QUERY = Set.of("db", "user", "password");
  private static final int LONGEST_HOST = 253;
  private static final Pattern NO_HOST = Pattern.compile(".*[%<>\"{}|\\\\^`\\[\\],:].*");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*");
  private static final Pattern NUMBERS = Pattern.compile("\\d+(\\.\\d+)*");

  private UrlText() {}

  static HostAndPort hostAndPort(String place, int otherwise) {
    boolean brackets = place.startsWith("[");
    int end = brackets ? place.indexOf(']') + 1 : place.indexOf(':');
    if (end < 0) {
      end = place.length();
    }
    String port = place.substring(end);
    if (!port.matches("(:\\d{0,5})?")) {
      throw new IllegalArgumentException("a port is a number, and an IPv6 address is in brackets");
    }
    int number = port.length() < 2 ? otherwise : Integer.parseInt(port.substring(1));
    if (number < 1 || number > 65_535) {
      throw new IllegalArgumentException("a port is from 1 to 65535");
    }
    return new HostAndPort(
        brackets ? ipv6(place.substring(1, end - 1)) : host(place.substring(0, end)), number);
  }

  private static String ipv6(String address) {
    try {
      // With two colons it is never looked up as a name.
      if (IPV6.matcher(address).matches() && InetAddress.getAllByName(address).length == 1) {
        return address;
      }
    } catch (UnknownHostException e) {
      // said below
    }
    throw new IllegalArgumentException("what is in brackets is no IPv6 address");
  }

  /** Whatever resolvers take for a name, or an address with as many dots as they take. */
  private static String host(String host) {
    if (host.isEmpty() || NO_HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("it names no host");
    }
    if (NUMBERS.matcher(host).matches()) {
      return ipv4(host.split("\\."));
    }
    String ascii = IDN.toASCII(host);
    if (ascii.length() > LONGEST_HOST || ascii.startsWith(".")) {
      throw new IllegalArgumentException("it names no host");
    }
    return ascii;
  }

  /** As inet_aton reads it: the last number fills what the others left. */
  private static String ipv4(String... parts) {
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      int bits = i < parts.length - 1 ? 8 : 8 * (5 - parts.length);
      boolean octal = parts[i].length() > 1 && parts[i].startsWith("0");
      if (parts.length > 4
          || octal
          || parts[i].length() > 10
          || Long.parseLong(parts[i]) >> bits != 0) {
        throw new IllegalArgumentException("its host is no IPv4 address");
      }
      address = address << bits | Long.parseLong(parts[i]);
    }
    return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "."
        + (address & 255);
  }

  static Credentials credentials(String inFront, Map<String, String> query) {
    int colon = inFront.indexOf(':');
    if (!inFront.isEmpty() && colon < 0) {
      throw new IllegalArgumentException(
          "in front of the @ stands user:password, or :password without a user");
    }
    boolean both =
        !inFront.isEmpty() && (query.containsKey("user") || query.containsKey("password"));
    if (both || query.containsKey("user") && !query.containsKey("password")) {
      throw new IllegalArgumentException("user and password stand together in one place");
    }
    if (inFront.isEmpty()) {
      return new Credentials(query.get("user"), query.get("password"));
    }
    String user = decode(inFront.substring(0, colon));
    String password = decode(inFront.substring(colon + 1));
    boolean none = user.isEmpty() && password.isEmpty();
    return new Credentials(user.isEmpty() ? null : user, none ? null : password);
  }

  /** The decoded values by name. */
  static Map<String, String> query(@Nullable String text) {
    Map<String, String> values = new HashMap<>();
    for (String pair : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals);
      if (!QUERY.contains(name) || values.put(name, decode(pair.substring(equals + 1))) != null) {
        throw new IllegalArgumentException(
            "behind the ? stand db=, user= and password=, each once at most");
      }
    }
    return values;
  }

  /** What percent-encoding stands for; all else as it is. */
  static String decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < encoded.length(); ) {
      int c = encoded.codePointAt(i);
      if (c == '%') {
        bytes.write(hex(encoded, i + 1) << 4 | hex(encoded, i + 2));
        i += 3;
      } else {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("what is percent-encoded is no UTF-8");
    }
  }

  private static int hex(String text, int index) {
    int digit = index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
    if (digit < 0 || text.charAt(index) > 'f') {
      throw new IllegalArgumentException("a % is written %25");
    }
    return digit;
  }
}
