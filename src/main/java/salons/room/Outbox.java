package salons.room;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;

/**
 * What the members of one event loop say, on its way to the log: all that one turn of the loop brought for a room goes in one call.
 * Nothing waits for a timer, so a lone message leaves at the end of the turn that read it.
 */
public final class Outbox {
  /** Hears what became of a draft, on the event loop of the outbox. */
  public interface Sender {
    void written(Receipt receipt);

    /** Not written as far as anybody knows; the same id may be sent again. */
    void notWritten();
  }

  private static final class Batch {
    final List<Draft> drafts = new ArrayList<>();
    final List<Sender> senders = new ArrayList<>();
  }

  private final RoomLog log;
  private final Context context;

  // Owned by the event loop of the context.
  private Map<RoomName, Batch> gathered = new LinkedHashMap<>();

  public Outbox(RoomLog log, Context context) {
    this.log = log;
    this.context = context;
  }

  public void send(RoomName room, Draft draft, Sender sender) {
    if (gathered.isEmpty()) {
      // Runs behind all reads of this turn.
      context.runOnContext(endOfTurn -> flush());
    }
    Batch batch = gathered.computeIfAbsent(room, r -> new Batch());
    batch.drafts.add(draft);
    batch.senders.add(sender);
  }

  private void flush() {
    Map<RoomName, Batch> batches = gathered;
    gathered = new LinkedHashMap<>();
    batches.forEach((room, batch) -> log.publish(room, batch.drafts)
        .onSuccess(receipts -> settle(batch.senders, receipts::get))
        .onFailure(unreachable -> settle(batch.senders, i -> null)));
  }

  private static void settle(
      List<Sender> senders, java.util.function.IntFunction<@Nullable Receipt> receipts) {
    for (int i = 0; i < senders.size(); i++) {
      Receipt receipt = receipts.apply(i);
      Consumer<Sender> outcome =
          receipt == null ? Sender::notWritten : sender -> sender.written(receipt);
      outcome.accept(senders.get(i));
    }
  }
}
