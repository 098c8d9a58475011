package salons.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The events by which order is kept, as they travel and are kept: see {@link MessageTemplate#event}. Stateless. */
public final class ModerationEvent {
  public static final String TYPE = "moderated";

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] HEAD = JsonWriter.bytes("{\"type\":\"" + TYPE + "\",");

  private ModerationEvent() {}

  /** What stands between the seq and the time of the event, when this person does it. */
  public static byte[] fields(ClientFrame.Moderate moderate, Person person) {
    JsonWriter json = new JsonWriter(160)
        .field("room", moderate.room().value())
        .field("action", moderate.action().wireName())
        .person(person);
    Target target = moderate.target();
    json = target == null ? json : target.write(json);
    json = moderate.addresses() ? json.ascii(",\"address\":true") : json;
    json = moderate.action().hasSeconds() ? json.field("seconds", moderate.seconds()) : json;
    boolean hasValue =
        moderate.action() == Moderation.TOPIC || moderate.action() == Moderation.MODE;
    return (hasValue ? json.field("value", moderate.value()) : json).toBytes();
  }

  /** Whether it is the frame of such an event. */
  public static boolean is(byte[] frame) {
    // Those of messages, which nearly all are, differ in the second letter of their type.
    int at = "{\"type\":\"".length() + 1;
    if (frame.length < HEAD.length || frame[at] != HEAD[at]) {
      return false;
    }
    return Arrays.equals(frame, 0, HEAD.length, HEAD, 0, HEAD.length);
  }

  /** Who is sent away by such an event without being banned; null when it does something else. */
  public static @Nullable Target kicked(byte[] frame) {
    Target target = null;
    boolean isKick = false;
    try (JsonParser parser = JSON.createParser(frame)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "action" -> isKick = parser.getText().equals(Moderation.KICK.wireName());
          case "target" -> target = Target.ofBy(parser.getText());
          case "targetUser" -> target = Target.ofName(UserName.stored(parser.getText()));
          default -> parser.skipChildren();
        }
      }
    } catch (IOException | RefusedException e) {
      // Of an instance that knows more.
      return null;
    }
    return isKick ? target : null;
  }
}
