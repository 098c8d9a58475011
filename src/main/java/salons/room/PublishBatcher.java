package salons.room;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import salons.protocol.Refusal;
import salons.protocol.RoomName;

/**
 * Batches what the sessions of one event loop say, on its way to the log: all that one tick of the loop brought goes in one call.
 * Nothing waits for a timer, so a lone message leaves at the end of the tick that read it.
 */
public final class PublishBatcher {
  /** Hears what became of a draft, on the event loop of the batcher. */
  public interface Sender {
    void written(Receipt receipt);

    /** Not written, as its id is taken; or not as far as anybody knows, and the same id may be sent again. */
    void refused(Refusal refusal);
  }

  private static final class Batch {
    final List<Draft> drafts = new ArrayList<>();
    final List<Sender> senders = new ArrayList<>();
  }

  private final RoomLog log;
  private final Context context;

  // Owned by the event loop of the context.
  private Map<RoomName, Batch> gathered = new LinkedHashMap<>();

  public PublishBatcher(RoomLog log, Context context) {
    this.log = log;
    this.context = context;
  }

  /** Drafts of one room are written in the order of the calls. */
  public void send(RoomName room, Draft draft, Sender sender) {
    if (gathered.isEmpty()) {
      // Runs behind all reads of this tick.
      context.runOnContext(endOfTick -> flush());
    }
    Batch batch = gathered.computeIfAbsent(room, r -> new Batch());
    batch.drafts.add(draft);
    batch.senders.add(sender);
  }

  private void flush() {
    Map<RoomName, Batch> batches = gathered;
    gathered = new LinkedHashMap<>();
    List<PublishBatch> said = new ArrayList<>(batches.size());
    batches.forEach((room, batch) -> {
      Promise<List<@Nullable Receipt>> outcome = Promise.promise();
      outcome.future().onComplete(done -> context.runOnContext(hop -> settle(batch.senders, done)));
      said.add(new PublishBatch(room, batch.drafts, outcome));
    });
    log.publish(said);
  }

  private static void settle(List<Sender> senders, AsyncResult<List<@Nullable Receipt>> done) {
    for (int i = 0; i < senders.size(); i++) {
      Receipt receipt = done.succeeded() ? done.result().get(i) : null;
      if (receipt == null) {
        senders.get(i).refused(Refusal.unavailable());
      } else if (receipt.equals(Receipt.ID_TAKEN)) {
        senders.get(i).refused(Refusal.idTaken());
      } else {
        senders.get(i).written(receipt);
      }
    }
  }
}
