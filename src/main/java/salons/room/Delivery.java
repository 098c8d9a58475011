package salons.room;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.RoomName;

/**
 * What a room tells all its recipients on one event loop in one tick: one object, given to each of them. So a transport can encode it
 * when the first of its kind asks for it, and share the bytes among all others.
 */
public final class Delivery {
  private final RoomName room;
  private final @Nullable Position first;
  private final List<byte[]> texts;

  private Delivery(RoomName room, @Nullable Position first, List<byte[]> texts) {
    this.room = room;
    this.first = first;
    this.texts = texts;
  }

  /** Log entries in their row, at least one. */
  static Delivery ofEntries(RoomName room, String epoch, List<LogEntry> entries) {
    List<byte[]> texts = new ArrayList<>(entries.size());
    for (LogEntry entry : entries) {
      texts.add(entry.text());
    }
    return new Delivery(room, new Position(epoch, entries.get(0).seq()), texts);
  }

  /** A frame that is no entry of the log: whoever misses it does not ask for it. */
  static Delivery ofNotice(RoomName room, byte[] text) {
    return new Delivery(room, null, List.of(text));
  }

  public RoomName room() {
    return room;
  }

  /** The place of the first text in the room's log, on which the others follow by one each; null when it has none. */
  public @Nullable Position first() {
    return first;
  }

  /** The JSON texts of the frames, in UTF-8; nobody may write to them. */
  public List<byte[]> texts() {
    return texts;
  }
}
