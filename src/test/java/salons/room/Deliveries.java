package salons.room;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.RoomName;

/** Deliveries for tests of other packages. */
public final class Deliveries {
  private Deliveries() {}

  /** Log entries with these texts, from seq 1 on. */
  public static Delivery of(String... texts) {
    List<LogEntry> entries = new ArrayList<>();
    for (String text : texts) {
      entries.add(new LogEntry(entries.size() + 1, text.getBytes(StandardCharsets.UTF_8)));
    }
    return Delivery.ofEntries(new RoomName("general"), new Position("e", texts.length), entries);
  }
}
