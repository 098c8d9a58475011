package salons.socketio;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes what a server says: whole Engine.IO messages, their {@code 4} in front, so that they go to a transport as they are. Arguments are
 * JSON values with commas between them, copied as they stand. Stateless.
 */
public final class SocketPackets {
  private static final JsonStringEncoder QUOTING = JsonStringEncoder.getInstance();
  private static final byte[] NONE = {};

  private SocketPackets() {}

  /** The answer to a client that is connected to a namespace now, under this id. */
  public static byte[] connect(String namespace, String sid) {
    return bytes(head("40", namespace) + "{\"sid\":" + quoted(sid) + "}");
  }

  /** The same for a client whose session can be recovered by {@code pid}, a secret. */
  public static byte[] connect(String namespace, String sid, String pid) {
    return bytes(
        head("40", namespace) + "{\"sid\":" + quoted(sid) + ",\"pid\":" + quoted(pid) + "}");
  }

  /** The answer to a client that is not connected. Stock clients do not try again by themselves. */
  public static byte[] connectError(String namespace, String message) {
    return connectError(namespace, message, NONE);
  }

  /** The same with {@code data}, a JSON value that clients find beside the message; empty for none. */
  public static byte[] connectError(String namespace, String message, byte[] data) {
    String error = head("44", namespace) + "{\"message\":" + quoted(message);
    return data.length == 0 ? bytes(error + "}") : joined(error + ",\"data\":", data, "}");
  }

  /** Sends a client away from a namespace. Stock clients do not come back by themselves. */
  public static byte[] disconnect(String namespace) {
    return bytes(head("41", namespace));
  }

  /** How an event that has arguments begins, up to the first of them: {@code 42["name",}. It ends with {@code ]}. */
  public static byte[] eventPrefix(String namespace, String name) {
    return bytes(head("42", namespace) + "[" + quoted(name) + ",");
  }

  public static byte[] event(String namespace, String name, byte[] arguments) {
    return named(head("42", namespace), name, arguments);
  }

  /** An event that so many binary messages must follow. */
  public static byte[] binaryEvent(
      String namespace, String name, byte[] arguments, int attachments) {
    return named(head("45" + attachments + "-", namespace), name, arguments);
  }

  /** The answer to a packet with this {@link SocketPacket#id}. */
  public static byte[] ack(String namespace, String id, byte[] arguments) {
    return joined(head("43", namespace) + id + "[", arguments, "]");
  }

  /** An answer that so many binary messages must follow. */
  public static byte[] binaryAck(String namespace, String id, byte[] arguments, int attachments) {
    return joined(head("46" + attachments + "-", namespace) + id + "[", arguments, "]");
  }

  private static byte[] named(String head, String name, byte[] arguments) {
    return joined(head + "[" + quoted(name) + (arguments.length == 0 ? "" : ","), arguments, "]");
  }

  private static String head(String digits, String namespace) {
    return namespace.equals(SocketPacket.MAIN) ? digits : digits + namespace + ",";
  }

  private static String quoted(String text) {
    return "\"" + String.valueOf(QUOTING.quoteAsString(text)) + "\"";
  }

  private static byte[] joined(String before, byte[] json, String behind) {
    byte[] begin = bytes(before);
    byte[] end = bytes(behind);
    byte[] all = Arrays.copyOf(begin, begin.length + json.length + end.length);
    System.arraycopy(json, 0, all, begin.length, json.length);
    System.arraycopy(end, 0, all, begin.length + json.length, end.length);
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
