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
  private final List<byte[]> texts;
  private final boolean isStart;

  private Delivery(RoomName room, @Nullable Position last, List<byte[]> texts, boolean isStart) {
    this.room = room;
    this.last = last;
    this.texts = texts;
    this.isStart = isStart;
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
    return new Delivery(room, last, texts, false);
  }

  /** A frame that is no entry of the log: whoever misses it does not ask for it. */
  static Delivery ofNotice(RoomName room, byte[] text) {
    return new Delivery(room, null, List.of(text), false);
  }

  /** The frame of a room that starts anew from that place of its log. */
  static Delivery ofStart(RoomName room, Position at, byte[] text) {
    return new Delivery(room, at, List.of(text), true);
  }

  /** Whether whatever was told of the room before is void. */
  public boolean isStart() {
    return isStart;
  }

  public RoomName room() {
    return room;
  }

  /** The place of the last text in the room's log, which the others precede by one each; null when they have none. */
  public @Nullable Position last() {
    return last;
  }

  /** The JSON texts of the frames, in UTF-8; nobody may write to them. */
  public List<byte[]> texts() {
    return texts;
  }
}
