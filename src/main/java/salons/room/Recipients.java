package salons.room;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The recipients of a room on one event loop, in an array: walking it is the hot path of the whole server. Those who are live stand in front;
 * behind them those who are catching up, and are not given log entries here. Whoever is being served may have anybody come, leave or fall
 * behind: those who were there when a delivery began and still are get it, once.
 */
final class Recipients {
  private @Nullable Membership[] memberships = new @Nullable Membership[4];
  private int size;
  private int live;

  /** Whether somebody walks over the array, which is then left as it is. */
  private boolean walked;

  /** All of them, live or not. */
  int size() {
    return size;
  }

  boolean isLive(Membership membership) {
    return membership.index >= 0 && membership.index < live;
  }

  /** Adds one who is not live yet. */
  void add(Membership membership) {
    if (size == memberships.length) {
      memberships = Arrays.copyOf(memberships, size * 2);
      walked = false;
    }
    put(membership, size++);
  }

  /** From now on it is given every log entry. */
  void goLive(Membership membership) {
    if (!isLive(membership)) {
      swap(membership, live++);
    }
  }

  /** From now on it is given no log entries here. */
  void fallBehind(Membership membership) {
    if (isLive(membership)) {
      swap(membership, --live);
    }
  }

  /** Takes one out by putting the last one in its place. */
  void remove(Membership membership) {
    fallBehind(membership);
    swap(membership, --size);
    memberships[size] = null;
    membership.index = -1;
  }

  private void swap(Membership membership, int place) {
    Membership there = Objects.requireNonNull(memberships[place]);
    put(there, membership.index);
    put(membership, place);
  }

  private void put(Membership membership, int place) {
    if (walked) {
      memberships = memberships.clone();
      walked = false;
    }
    memberships[place] = membership;
    membership.index = place;
  }

  /** All there are now, live or not. */
  List<Membership> all() {
    return Arrays.stream(memberships, 0, size).map(Objects::requireNonNull).toList();
  }

  /** Hands the delivery to those who are wanted, live or not; {@link #deliver} is for what matters most, and asks nothing. */
  void deliverTo(Predicate<Membership> wanted, Delivery delivery) {
    @Nullable Membership[] all = memberships;
    boolean before = walked;
    walked = true;
    try {
      for (int i = 0, end = size; i < end; i++) {
        Membership membership = Objects.requireNonNull(all[i]);
        if (membership.isAdmitted() && wanted.test(membership)) {
          membership.recipient.deliver(delivery);
        }
      }
    } finally {
      walked = before;
    }
  }

  /** Hands the same delivery to everybody who is live. */
  void deliver(Delivery delivery) {
    @Nullable Membership[] all = memberships;
    boolean before = walked;
    walked = true;
    try {
      for (int i = 0, end = live; i < end; i++) {
        Membership membership = Objects.requireNonNull(all[i]);
        if (isLive(membership)) {
          membership.recipient.deliver(delivery);
        }
      }
    } finally {
      walked = before;
    }
  }
}
