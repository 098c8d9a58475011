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
  private final @Nullable Position last;
  private final @Nullable Position anew;
  private final List<byte[]> texts;

  private Delivery(
      RoomName room, @Nullable Position last, @Nullable Position anew, List<byte[]> texts) {
    this.room = room;
    this.last = last;
    this.anew = anew;
    this.texts = texts;
  }

  /**
   * Log entries in their row.
   *
   * @param last the place of the last one
   */
  static Delivery ofEntries(RoomName room, Position last, List<LogEntry> entries) {
    List<byte[]> texts = new ArrayList<>(entries.size());
    for (LogEntry entry : entries) {
      texts.add(entry.text());
    }
    return new Delivery(room, last, null, texts);
  }

  /** A frame that is no entry of the log: whoever misses it does not ask for it. */
  static Delivery ofNotice(RoomName room, byte[] text) {
    return new Delivery(room, null, null, List.of(text));
  }

  /** The frame by which the room starts anew from this place. */
  static Delivery ofResync(RoomName room, Position place, byte[] text) {
    return new Delivery(room, null, place, List.of(text));
  }

  public RoomName room() {
    return room;
  }

  /** The place of the last text in the room's log, which the others precede by one each; null when they have none. */
  public @Nullable Position last() {
    return last;
  }

  /** Where the room starts anew; null when this is about something else. */
  public @Nullable Position anew() {
    return anew;
  }

  /** The JSON texts of the frames, in UTF-8; nobody may write to them. */
  public List<byte[]> texts() {
    return texts;
  }
}
