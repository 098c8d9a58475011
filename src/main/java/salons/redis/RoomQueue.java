package salons.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import salons.protocol.MessageTemplate;
import salons.protocol.RoomName;
import salons.room.PublishBatch;
import salons.room.Receipt;

/**
 * The drafts of one room: those that wait, and those in flight. One call is in flight at a time, and what is to be tried again goes
 * before what waits, so the order holds through every retry. Knows neither timers nor Redis: {@link Publisher} tells it what happens,
 * on the verticle's event loop.
 */
final class RoomQueue {
  /** Drafts in one call at most: Redis does nothing else meanwhile. */
  static final int MOST_PER_CALL = MessageTemplate.MOST_LINES;

  /** Drafts that may wait; more are refused at once. */
  static final int MOST_WAITING = 16_384;

  private enum State {
    OPEN,
    IN_FLIGHT,
    /** Answered in this tick. */
    COOLING,
    /** Waiting to try again. */
    BACKING_OFF
  }

  /**
   * The room as {@link PublishScript} tells the script of it, encoded once for all calls.
   *
   * @param group see {@link Keys#commandGroup}
   */
  record Target(int group, Object[] keys, byte[] channel) {}

  private final RoomName room;
  private final Target target;
  private final Deque<Submission.Pending> waiting = new ArrayDeque<>();
  private List<Submission.Pending> inFlight = List.of();
  private State state = State.OPEN;

  RoomQueue(RoomName room, Target target) {
    this.room = room;
    this.target = target;
  }

  RoomName room() {
    return room;
  }

  Target target() {
    return target;
  }

  List<Submission.Pending> inFlight() {
    return inFlight;
  }

  int waiting() {
    return waiting.size();
  }

  boolean hasPlaceFor(PublishBatch batch) {
    return waiting.size() + batch.drafts().size() <= MOST_WAITING;
  }

  /**
   * @param deadline when its drafts are given up, by {@link System#nanoTime}
   */
  void add(PublishBatch batch, long deadline) {
    Submission submission = new Submission(batch, deadline);
    for (int i = 0; i < batch.drafts().size(); i++) {
      waiting.add(new Submission.Pending(batch.drafts().get(i), submission, i));
    }
  }

  /** Drops what was given up while it waited, if there might be a call now. */
  void prune() {
    if (state == State.OPEN) {
      waiting.removeIf(Submission.Pending::isOver);
    }
  }

  /** Whether a call may take what waits. */
  boolean isReady() {
    return state == State.OPEN && !waiting.isEmpty();
  }

  /** Whether every draft is written or given up. */
  boolean isIdle() {
    return waiting.isEmpty() && (state == State.OPEN || state == State.COOLING);
  }

  /** Puts the oldest that wait in flight; returns how many. */
  int take() {
    List<Submission.Pending> batch = new ArrayList<>(Math.min(waiting.size(), MOST_PER_CALL));
    while (!waiting.isEmpty() && batch.size() < MOST_PER_CALL) {
      batch.add(waiting.remove());
    }
    inFlight = batch;
    state = State.IN_FLIGHT;
    batch.forEach(Submission.Pending::sent);
    return batch.size();
  }

  /**
   * What was in flight is written; now {@link #reopen} is awaited.
   *
   * @param receipts one a draft, in order
   */
  void written(List<Receipt> receipts) {
    List<Submission.Pending> batch = inFlight;
    inFlight = List.of();
    state = State.COOLING;
    batch.forEach(Submission.Pending::replied);
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).settle(receipts.get(i));
    }
  }

  /**
   * What was in flight waits again, before all others; now {@link #reopen} is awaited.
   *
   * @param uncertain whether it may have been written: then drafts without an id are given up
   * @return how many were given up
   */
  int requeue(boolean uncertain) {
    List<Submission.Pending> batch = inFlight;
    inFlight = List.of();
    state = State.BACKING_OFF;
    int givenUp = 0;
    for (int i = batch.size() - 1; i >= 0; i--) {
      Submission.Pending pending = batch.get(i);
      if (uncertain && pending.draft().id() == null) {
        givenUp += pending.isOver() ? 0 : 1;
        pending.settle(null);
      } else {
        waiting.addFirst(pending);
      }
    }
    return givenUp;
  }

  /** Another call may be made. */
  void reopen() {
    state = State.OPEN;
  }

  /** Gives up what has waited or been in flight too long; returns how many drafts nobody knows of. */
  int expire(long now) {
    int givenUp = 0;
    for (Submission.Pending pending : inFlight) {
      givenUp += pending.expire(now);
    }
    for (Submission.Pending pending : waiting) {
      givenUp += pending.expire(now);
    }
    // Also while a call is in flight: its senders send more.
    waiting.removeIf(Submission.Pending::isOver);
    return givenUp;
  }
}
