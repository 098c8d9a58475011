package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import salons.room.Administration;
import salons.room.Administration.AuditQuery;
import salons.room.AuditEntry;

/** The record of what administrators asked for: a stream with a field for each part of an entry, so that it can be read without this program. */
final class AuditStream {
  private final RedisConnector connector;
  private final Unreadable unreadable;

  AuditStream(RedisConnector connector, Unreadable unreadable) {
    this.connector = connector;
    this.unreadable = unreadable;
  }

  /** See {@link Administration#record}. */
  Future<Void> add(AuditEntry entry) {
    return append(entry)
        .recover(failure -> String.valueOf(failure.getMessage()).contains("WRONGTYPE")
            ? makeRoom().compose(gone -> append(entry))
            : Future.failedFuture(failure))
        .mapEmpty();
  }

  private Future<Response> append(AuditEntry entry) {
    Request add = Request.cmd(Command.XADD).arg(Keys.AUDIT);
    List.of("MAXLEN", Integer.toString(Administration.MOST_AUDITED), "*").forEach(add::arg);
    List.of("who", entry.who(), "what", entry.what(), "from", entry.from()).forEach(add::arg);
    List.of("instance", entry.instance(), "outcome", entry.outcome()).forEach(add::arg);
    return connector.send(add);
  }

  /** What another program wrote there is none. */
  private Future<Response> makeRoom() {
    unreadable.skip("audit", "the type of " + Keys.AUDIT + ", which is deleted now");
    return connector.send(Request.cmd(Command.UNLINK).arg(Keys.AUDIT));
  }

  /** See {@link Administration#audit}. */
  Future<List<AuditEntry>> read(AuditQuery query) {
    Request read = Request.cmd(Command.XREVRANGE)
        .arg(Keys.AUDIT)
        .arg(query.before().isEmpty() ? "+" : "(" + query.before())
        .arg("-")
        .arg("COUNT")
        .arg(query.limit());
    return unreadable.orElse(
        connector.send(read).map(this::entries), "audit", Keys.AUDIT, List.of());
  }

  private List<AuditEntry> entries(Response reply) {
    List<AuditEntry> entries = new ArrayList<>();
    for (Response each : reply) {
      Response fields = each.get(1);
      if (fields.size() == 10 && fields.get(0).toString().equals("who")) {
        entries.add(new AuditEntry(
            each.get(0).toString(),
            fields.get(1).toString(),
            fields.get(3).toString(),
            fields.get(5).toString(),
            fields.get(7).toString(),
            fields.get(9).toString()));
      } else {
        unreadable.skip("audit entry", "in " + Keys.AUDIT);
      }
    }
    return List.copyOf(entries);
  }
}
