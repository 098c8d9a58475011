package salons.room;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import salons.protocol.Limits;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;

/**
 * The members of a room on one event loop whose recovery is longer than one piece: each is told the rest in its row, the next piece
 * when its recipient has taken the one before, and goes live in the very tick in which nothing is missing any more. So it is told every
 * entry once, as everybody is. Confined to the event loop of the room.
 */
final class CatchUps {
  private final RoomName room;
  private final LogWindow window;
  private final Recipients recipients;
  private final LogPieces pieces;
  private final Map<Membership, CatchUp> running = new HashMap<>(0);

  CatchUps(RoomName room, LogWindow window, Recipients recipients, LogPieces pieces) {
    this.room = room;
    this.window = window;
    this.recipients = recipients;
    this.pieces = pieces;
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  /** The member, in the recipients by now, was told everything up to {@code seq}: the rest follows, if there is any. */
  void begin(Membership membership, long seq) {
    if (seq >= window.head().seq()) {
      end(membership);
    } else {
      recipients.fallBehind(membership);
      CatchUp begun = new CatchUp(membership, seq);
      running.put(membership, begun);
      membership.recipient.whenReady(begun::next);
    }
  }

  /** The member is live from now on. */
  void end(Membership membership) {
    running.remove(membership);
    recipients.goLive(membership);
  }

  /** Everybody is: what they were behind with is void. */
  void endAll() {
    List.copyOf(running.keySet()).forEach(this::end);
  }

  /** The member left. */
  void left(Membership membership) {
    running.remove(membership);
  }

  /** The room starts anew, from its newest page. */
  Delivery resync() {
    LogPage newest = window.newest(Limits.DEFAULT_PAGE, LogPage.MOST_BYTES);
    return Delivery.ofStart(
        room, newest.head(), ServerFrames.resync(room, newest.head(), newest.entries()));
  }

  private final class CatchUp {
    private final Membership membership;
    private long seq;

    CatchUp(Membership membership, long seq) {
      this.membership = membership;
      this.seq = seq;
    }

    private boolean isOver() {
      return running.get(membership) != this;
    }

    /** Tells the next piece; fails when it cannot be read right now. */
    Future<Void> next() {
      if (isOver()) {
        return Future.succeededFuture();
      }
      if (!window.isOpen()) {
        return Future.failedFuture("the room is being opened anew");
      }
      if (window.reachesBackTo(seq)) {
        take(window.after(seq), window.oldest());
        return Future.succeededFuture();
      }
      String epoch = window.head().epoch();
      return pieces.after(seq, window.head().seq()).compose(page -> {
        boolean sameLog = window.isOpen()
            && epoch.equals(page.head().epoch())
            && epoch.equals(window.head().epoch());
        if (!isOver() && !sameLog) {
          return Future.failedFuture("the log went on from elsewhere meanwhile");
        }
        if (!isOver()) {
          take(page.entries(), page.oldest());
        }
        return Future.succeededFuture();
      });
    }

    private void take(List<LogEntry> piece, long oldest) {
      if (piece.isEmpty() || piece.get(0).seq() != seq + 1) {
        window.trimmed(oldest);
        end(membership);
        membership.recipient.deliver(resync());
        return;
      }
      seq = piece.get(piece.size() - 1).seq();
      Position at = new Position(window.head().epoch(), seq);
      if (seq < window.head().seq()) {
        membership.recipient.whenReady(this::next);
      } else {
        end(membership);
      }
      // Last: whoever does not take it leaves.
      membership.recipient.deliver(Delivery.ofEntries(room, at, piece));
    }
  }
}
