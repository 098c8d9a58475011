package salons.e2e;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What somebody makes of a room by all that they are told of it, as clients do. Not thread-safe. */
public final class RoomView {
  /** A message as somebody knows it. */
  public static final class Known {
    private final @Nullable String by;
    private @Nullable String text;
    private @Nullable Long edited;
    private final Map<String, Set<String>> reactions = new TreeMap<>();

    private Known(JsonObject message) {
      by = message.getString("by");
      text = message.getString("text");
      edited = message.getLong("edited");
      if (message.getBoolean("deleted", false) != (text == null)) {
        throw new AssertionError("both a text and deleted, or neither: " + message);
      }
      for (Map.Entry<String, Object> kind : message.getJsonObject("reactions", new JsonObject())) {
        JsonArray who = ((JsonObject) kind.getValue()).getJsonArray("by");
        if (((JsonObject) kind.getValue()).getInteger("n") != who.size()) {
          throw new AssertionError("more or fewer than are named: " + message);
        }
        who.forEach(each -> react(kind.getKey(), (String) each, true));
      }
    }

    /** Whose it is; null for nobody's who can be known. */
    public @Nullable String by() {
      return by;
    }

    /** Null when it is deleted. */
    public @Nullable String text() {
      return text;
    }

    private void edit(String newText, long at) {
      if (text != null) {
        text = newText;
        edited = at;
      }
    }

    private void delete() {
      text = null;
      edited = null;
      reactions.clear();
    }

    private void react(String emoji, String who, boolean on) {
      if (text == null) {
        return;
      }
      Set<String> all = reactions.computeIfAbsent(emoji, each -> new TreeSet<>());
      if (on) {
        all.add(who);
      } else {
        all.remove(who);
      }
      reactions.values().removeIf(Set::isEmpty);
    }

    @Override
    public String toString() {
      return text + " " + edited + " " + reactions;
    }
  }

  private final NavigableMap<Long, Known> messages = new TreeMap<>();

  /** By seq, in its order. */
  public NavigableMap<Long, Known> messages() {
    return messages;
  }

  /** Takes an event of the log, each in its turn; messages in whatever state they are told. */
  public void take(JsonObject event) {
    Known of = messages.get(event.getLong("of", 0L));
    switch (event.getString("type")) {
      case "message" -> messages.put(event.getLong("seq"), new Known(event));
      case "edited" -> {
        // One that was superseded has no text any more.
        if (of != null && event.containsKey("text")) {
          of.edit(event.getString("text"), event.getLong("at"));
        }
      }
      case "deleted" -> {
        if (of != null) {
          of.delete();
        }
      }
      case "reaction" -> {
        if (of != null) {
          of.react(event.getString("emoji"), event.getString("by"), event.getBoolean("on"));
        }
      }
      default -> throw new AssertionError("unexpected: " + event);
    }
  }

  /** All of it, a message a line. */
  public String shown() {
    return shownFrom(0);
  }

  /** The messages from this seq on, one a line. */
  public String shownFrom(long seq) {
    return messages.tailMap(seq).toString().replace("}, ", "},\n");
  }
}
