package salons.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a frame into a {@link ClientFrame}, in one streaming pass. Unknown fields are ignored; so is a known one
 * where its frame does not use it, whatever it holds. Not thread-safe: one reader an event loop.
 */
public final class FrameReader {
  /** The fields that some frame uses. {@code since} is read into {@link #SINCE_EPOCH} and {@link #SINCE_SEQ}. */
  private enum Field {
    TYPE("type"),
    ID("id"),
    ROOM("room"),
    USER("user"),
    KEY("key"),
    TEXT("text"),
    HISTORY("history"),
    SINCE("since"),
    SINCE_EPOCH("since.epoch"),
    SINCE_SEQ("since.seq"),
    BEFORE("before"),
    LIMIT("limit"),
    TOKEN("token"),
    ON("on"),
    SEQ("seq"),
    RE("re"),
    EMOJI("emoji"),
    ACTION("action"),
    BY("by"),
    SECONDS("seconds"),
    VALUE("value"),
    ADDRESS("address");

    final String key;

    Field(String key) {
      this.key = key;
    }

    static @Nullable Field named(String key) {
      return switch (key) {
        case "type" -> TYPE;
        case "id" -> ID;
        case "room" -> ROOM;
        case "user" -> USER;
        case "key" -> KEY;
        case "text" -> TEXT;
        case "history" -> HISTORY;
        case "since" -> SINCE;
        case "before" -> BEFORE;
        case "limit" -> LIMIT;
        case "token" -> TOKEN;
        case "on" -> ON;
        case "seq" -> SEQ;
        case "re" -> RE;
        case "emoji" -> EMOJI;
        case "action" -> ACTION;
        case "by" -> BY;
        case "seconds" -> SECONDS;
        case "value" -> VALUE;
        case "address" -> ADDRESS;
        default -> null;
      };
    }
  }

  private static final int MOST_QUOTED = 32;
  private static final Object ILL_TYPED = new Object();
  private static final JsonFactory JSON = JsonFactory.builder()
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      // A text frame is UTF-8: nothing is to be guessed.
      .disable(JsonFactory.Feature.CHARSET_DETECTION)
      .build();

  /** What the frame in hand holds: a String, a Long, a Boolean, {@link #ILL_TYPED}, or null for absent. */
  private final Map<Field, @Nullable Object> values = new EnumMap<>(Field.class);

  /**
   * Reads one frame, the bytes from index {@code from} to before {@code to}.
   *
   * @throws RefusedException when it is not one JSON object, or not a valid frame; the refusal names the field
   */
  public ClientFrame read(byte[] bytes, int from, int to) {
    readFields(bytes, from, to);
    return frame();
  }

  /** The same of a frame whose type stands elsewhere: a field of that name means nothing. */
  public ClientFrame read(String type, byte[] bytes, int from, int to) {
    readFields(bytes, from, to);
    values.put(Field.TYPE, type);
    return frame();
  }

  private void readFields(byte[] bytes, int from, int to) {
    values.clear();
    try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
      readObject(parser);
    } catch (IOException | RefusedException e) {
      throw because(Refusal.Code.BAD_REQUEST, "The frame is not a JSON object" + where(e) + ".");
    }
  }

  private ClientFrame frame() {
    MessageId id = id();
    try {
      return frame(id);
    } catch (RefusedException e) {
      throw id == null ? e : e.ofFrame(id.value());
    } finally {
      // Nothing may hold a text that is to be gone.
      values.clear();
    }
  }

  private ClientFrame frame(@Nullable MessageId id) {
    String type = string(Field.TYPE);
    return switch (type) {
      case "message" ->
        new ClientFrame.Message(id, room(), text(), has(Field.RE) ? (Long) seq(Field.RE) : null);
      case "ping" -> new ClientFrame.Ping(id);
      case "join" -> new ClientFrame.Join(id, room(), person(), count(Field.HISTORY, 0), since());
      case "typing" -> new ClientFrame.Typing(id, room(), flag(Field.ON));
      case "react" ->
        new ClientFrame.React(
            id, room(), seq(Field.SEQ), new Emoji(string(Field.EMOJI)), flag(Field.ON));
      case "edit" -> new ClientFrame.Edit(id, room(), seq(Field.SEQ), text());
      case "delete" -> new ClientFrame.Delete(id, room(), seq(Field.SEQ));
      case "moderate" -> moderate(id);
      case "leave" -> new ClientFrame.Leave(id, room());
      case "history" ->
        new ClientFrame.History(
            id, room(), number(Field.BEFORE, 1, Long.MAX_VALUE), count(Field.LIMIT, 1));
      case "hello" -> new ClientFrame.Hello(id, has(Field.TOKEN) ? string(Field.TOKEN) : null);
      case "trace" -> new ClientFrame.Trace(id, flag(Field.ON));
      default ->
        throw because(
            Refusal.Code.UNKNOWN_TYPE, "There is no frame of type '" + shortened(type) + "'.");
    };
  }

  private ClientFrame.Moderate moderate(@Nullable MessageId id) {
    RoomName room = room();
    String named = string(Field.ACTION);
    Moderation action = Moderation.named(named);
    if (action == null) {
      throw because(Refusal.Code.BAD_REQUEST, "There is no action '" + shortened(named) + "'.");
    }
    boolean addresses = action == Moderation.BAN && has(Field.ADDRESS) && flag(Field.ADDRESS);
    return new ClientFrame.Moderate(
        id, room, action, target(action), addresses, seconds(action), value(action));
  }

  private @Nullable Target target(Moderation action) {
    if (!action.hasTarget()) {
      return null;
    }
    return has(Field.USER)
        ? Target.ofName(new UserName(string(Field.USER)))
        : Target.ofBy(string(Field.BY));
  }

  private long seconds(Moderation action) {
    if (!action.hasSeconds()) {
      return 0;
    }
    boolean isSlow = action == Moderation.SLOW;
    return isSlow || has(Field.SECONDS)
        ? number(Field.SECONDS, isSlow ? 0 : 1, Limits.MODERATION_SECONDS)
        : Limits.MODERATION_SECONDS;
  }

  private String value(Moderation action) {
    if (action == Moderation.TOPIC) {
      return new Topic(string(Field.VALUE)).value();
    }
    if (action == Moderation.MODE && RoomMode.named(string(Field.VALUE)) == null) {
      throw because(Refusal.Code.BAD_REQUEST, "Field 'value' must be open, read-only or locked.");
    }
    return action == Moderation.MODE ? string(Field.VALUE) : "";
  }

  private @Nullable MessageId id() {
    return has(Field.ID) ? new MessageId(string(Field.ID)) : null;
  }

  private RoomName room() {
    return new RoomName(string(Field.ROOM));
  }

  private MessageText text() {
    return new MessageText(string(Field.TEXT));
  }

  private long seq(Field field) {
    return number(field, 1, Limits.SEQ);
  }

  private Person person() {
    return Person.guest(string(Field.USER), has(Field.KEY) ? string(Field.KEY) : null);
  }

  private int count(Field field, int least) {
    return has(field) ? (int) number(field, least, Limits.PAGE) : Limits.DEFAULT_PAGE;
  }

  private @Nullable Position since() {
    if (!has(Field.SINCE)) {
      return null;
    }
    if (values.get(Field.SINCE) == ILL_TYPED) {
      throw because(
          Refusal.Code.BAD_REQUEST, "Field 'since' must be an object with epoch and seq.");
    }
    return new Position(string(Field.SINCE_EPOCH), number(Field.SINCE_SEQ, 0, Long.MAX_VALUE));
  }

  private boolean has(Field field) {
    return values.get(field) != null;
  }

  private String string(Field field) {
    if (values.get(field) instanceof String value) {
      return value;
    }
    throw because(
        Refusal.Code.BAD_REQUEST,
        "Field '" + field.key + "' " + (has(field) ? "must be a string." : "is missing."));
  }

  private boolean flag(Field field) {
    if (values.get(field) instanceof Boolean value) {
      return value;
    }
    throw because(
        Refusal.Code.BAD_REQUEST,
        "Field '" + field.key + "' " + (has(field) ? "must be true or false." : "is missing."));
  }

  private long number(Field field, long least, long most) {
    if (values.get(field) instanceof Long value && value >= least && value <= most) {
      return value;
    }
    String range =
        most == Long.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most;
    throw because(
        Refusal.Code.BAD_REQUEST,
        "Field '" + field.key + "' "
            + (has(field) ? "must be a whole number " + range + "." : "is missing."));
  }

  private void readObject(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new JsonParseException(parser, "no object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Field field = Field.named(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field == Field.SINCE && token == JsonToken.START_OBJECT) {
        values.put(field, true);
        readSince(parser);
      } else if ((field == Field.ON || field == Field.ADDRESS) && token.isBoolean()) {
        values.put(field, token == JsonToken.VALUE_TRUE);
      } else if (field == null) {
        parser.skipChildren();
      } else {
        values.put(field, value(parser, token));
      }
    }
    if (parser.nextToken() != null) {
      throw new JsonParseException(parser, "more than one value");
    }
  }

  private void readSince(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (key) {
        case "epoch" -> values.put(Field.SINCE_EPOCH, value(parser, token));
        case "seq" -> values.put(Field.SINCE_SEQ, value(parser, token));
        default -> parser.skipChildren();
      }
    }
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
        parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? ILL_TYPED
            : (Object) parser.getLongValue();
      case VALUE_NULL -> null;
      default -> {
        parser.skipChildren();
        yield ILL_TYPED;
      }
    };
  }

  private static RefusedException because(Refusal.Code code, String message) {
    return RefusedException.because(code, message);
  }

  private static String where(Exception e) {
    return e instanceof JsonParseException parse && parse.getLocation() != null
        ? " (near byte " + parse.getLocation().getByteOffset() + ")"
        : "";
  }

  /** What can be quoted: the beginning, without what UTF-8 cannot write. */
  private static String shortened(String type) {
    StringBuilder quoted = type.codePoints()
        .limit(MOST_QUOTED)
        .map(c -> Unicode.isLoneSurrogate(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
    return type.length() > quoted.length() ? quoted + "…" : quoted.toString();
  }
}
