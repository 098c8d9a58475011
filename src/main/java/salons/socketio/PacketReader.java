package salons.socketio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the text of one packet: {@code <digit>[<attachments>-][/<namespace>,][<id>][<JSON>]}. */
final class PacketReader {
  private static final int LONGEST_ID = 64;
  private static final int BINARY_EVENT = 5;
  private static final int BINARY_ACK = 6;

  private final byte[] bytes;
  private final int to;
  private final SocketSettings settings;
  private int at;

  PacketReader(byte[] bytes, int from, int to, SocketSettings settings) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
    this.settings = settings;
  }

  SocketPacket read() throws SocketParseException {
    if (to - at > settings.maxPayload()) {
      throw new SocketParseException("The packet is too long.");
    }
    int digit = at < to ? bytes[at++] - '0' : -1;
    if (digit < 0 || digit > BINARY_ACK) {
      throw new SocketParseException("There is no packet of this type.");
    }
    int attachments = digit >= BINARY_EVENT ? attachments() : 0;
    SocketPacket.Type type = type(digit);
    String namespace = namespace();
    String id = id();
    return new SocketPacket(
        type, namespace, id, attachments, bytes, arguments(type, attachments), List.of());
  }

  private static SocketPacket.Type type(int digit) {
    return switch (digit) {
      case 0 -> SocketPacket.Type.CONNECT;
      case 1 -> SocketPacket.Type.DISCONNECT;
      case 2, BINARY_EVENT -> SocketPacket.Type.EVENT;
      case 3, BINARY_ACK -> SocketPacket.Type.ACK;
      default -> SocketPacket.Type.CONNECT_ERROR;
    };
  }

  private int attachments() throws SocketParseException {
    int start = at;
    int count = 0;
    while (isDigit()) {
      count = count * 10 + bytes[at++] - '0';
      if (count > settings.maxAttachments()) {
        throw new SocketParseException("The packet has too many attachments.");
      }
    }
    if (at == start || at == to || bytes[at] != '-' || count == 0) {
      throw new SocketParseException("The number of attachments is malformed.");
    }
    at++;
    return count;
  }

  /** As in the reference all up to a comma, or the end, is the name. */
  private String namespace() {
    if (at == to || bytes[at] != '/') {
      return SocketPacket.MAIN;
    }
    int start = at;
    while (at < to && bytes[at] != ',') {
      at++;
    }
    int length = at - start;
    if (at < to) {
      at++;
    }
    return length == 1
        ? SocketPacket.MAIN
        : new String(bytes, start, length, StandardCharsets.UTF_8);
  }

  private @Nullable String id() throws SocketParseException {
    int start = at;
    while (isDigit()) {
      at++;
    }
    int end = at;
    // It is a number: the client that sent 007 knows it as 7.
    while (start < end - 1 && bytes[start] == '0') {
      start++;
    }
    if (end - start > LONGEST_ID) {
      throw new SocketParseException("The id is too long.");
    }
    return start == end ? null : new String(bytes, start, end - start, StandardCharsets.US_ASCII);
  }

  private boolean isDigit() {
    return at < to && bytes[at] >= '0' && bytes[at] <= '9';
  }

  private SocketPacket.Arguments arguments(SocketPacket.Type type, int attachments)
      throws SocketParseException {
    if (at == to) {
      if (type == SocketPacket.Type.EVENT || type == SocketPacket.Type.ACK) {
        throw new SocketParseException("The packet has no payload.");
      }
      return new SocketPacket.Arguments(null, 0, to, to, to);
    }
    try (PayloadReader payload =
        new PayloadReader(bytes, at, to, attachments, settings.maxDepth())) {
      return payload.read(type);
    } catch (IOException e) {
      throw new SocketParseException("The payload is not JSON.");
    }
  }
}
