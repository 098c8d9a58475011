package salons.socketio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of one packet, in one streaming pass. */
final class PayloadReader implements Closeable {
  /** Events of the library itself; what listens to them must not be called by a client. */
  private static final Set<String> RESERVED = Set.of(
      "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

  private static final JsonFactory JSON = JsonFactory.builder()
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      // It is UTF-8: nothing is to be guessed.
      .disable(JsonFactory.Feature.CHARSET_DETECTION)
      .build();

  private final JsonParser parser;
  private final int start;
  private final int attachments;
  private final int maxDepth;

  /** Reads what is from index {@code from} to before {@code to}, where {@code attachments} may be stood for. */
  PayloadReader(byte[] bytes, int from, int to, int attachments, int maxDepth) throws IOException {
    this.parser = JSON.createParser(bytes, from, to - from);
    this.start = from;
    this.attachments = attachments;
    this.maxDepth = maxDepth;
  }

  /** @throws IOException when it is no JSON */
  SocketPacket.Arguments read(SocketPacket.Type type) throws IOException, SocketParseException {
    JsonToken token = parser.nextToken();
    boolean fits = switch (type) {
      case CONNECT -> token == JsonToken.START_OBJECT;
      case DISCONNECT -> false;
      case EVENT, ACK -> token == JsonToken.START_ARRAY;
      case CONNECT_ERROR -> token == JsonToken.START_OBJECT || token == JsonToken.VALUE_STRING;
    };
    if (!fits) {
      throw new SocketParseException("The payload does not fit the type of the packet.");
    }
    SocketPacket.Arguments arguments = switch (type) {
      case EVENT -> list(event(parser.nextToken()));
      case ACK -> list(null);
      default -> value(token);
    };
    if (parser.nextToken() != null) {
      throw new SocketParseException("The payload is more than one value.");
    }
    return arguments;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private SocketPacket.Arguments value(JsonToken token) throws IOException, SocketParseException {
    int from = tokenStart();
    skip(token, 1);
    int end = valueEnd();
    return new SocketPacket.Arguments(null, 1, from, end, end);
  }

  private String event(JsonToken token) throws IOException, SocketParseException {
    if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
      throw new SocketParseException("An event's name is a string or a number.");
    }
    String event = parser.getText();
    if (RESERVED.contains(event)) {
      throw new SocketParseException("The event's name is reserved.");
    }
    return event;
  }

  /** What is left of the outermost array. */
  private SocketPacket.Arguments list(@Nullable String event)
      throws IOException, SocketParseException {
    int count = 0;
    int from = 0;
    int firstTo = 0;
    JsonToken token;
    while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
      if (count == 0) {
        from = tokenStart();
      }
      skip(token, 2);
      if (count++ == 0) {
        firstTo = valueEnd();
      }
    }
    int end = tokenStart();
    return count == 0
        ? new SocketPacket.Arguments(event, 0, end, end, end)
        : new SocketPacket.Arguments(event, count, from, firstTo, end);
  }

  /** Recursion is bounded by {@code maxDepth}. */
  private void skip(JsonToken token, int depth) throws IOException, SocketParseException {
    if (!token.isStructStart()) {
      return;
    }
    if (depth > maxDepth) {
      throw new SocketParseException("The payload is too deep.");
    }
    if (token == JsonToken.START_OBJECT) {
      skipObject(depth);
      return;
    }
    JsonToken element;
    while ((element = parser.nextToken()) != JsonToken.END_ARRAY) {
      skip(element, depth + 1);
    }
  }

  private void skipObject(int depth) throws IOException, SocketParseException {
    boolean placeholder = false;
    boolean inRange = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("_placeholder")) {
        placeholder = value == JsonToken.VALUE_TRUE;
      } else if (key.equals("num")) {
        inRange = isAttachment(value);
      }
      skip(value, depth + 1);
    }
    if (attachments > 0 && placeholder && !inRange) {
      throw new SocketParseException("A placeholder stands for no attachment.");
    }
  }

  private boolean isAttachment(JsonToken value) throws IOException {
    return value == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() == JsonParser.NumberType.INT
        && parser.getIntValue() >= 0
        && parser.getIntValue() < attachments;
  }

  private int tokenStart() {
    return start + (int) parser.currentTokenLocation().getByteOffset();
  }

  private int valueEnd() throws IOException {
    parser.finishToken();
    return start + (int) parser.currentLocation().getByteOffset();
  }
}
