package salons.room;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The recipients of a room on one event loop, in an array: walking it is the hot path of the whole server. */
final class Recipients {
  private @Nullable Membership[] memberships = new @Nullable Membership[4];
  private int size;

  int size() {
    return size;
  }

  void add(Membership membership) {
    if (size == memberships.length) {
      memberships = Arrays.copyOf(memberships, size * 2);
    }
    membership.index = size;
    memberships[size++] = membership;
  }

  /** Takes one out by putting the last one in its place. */
  void remove(Membership membership) {
    Membership last = memberships[--size];
    memberships[size] = null;
    if (last != null && last != membership) {
      memberships[membership.index] = last;
      last.index = membership.index;
    }
    membership.index = -1;
  }

  /** Hands the delivery to those who are wanted; {@link #deliver} is for what matters most, and asks nothing. */
  void deliverTo(Predicate<Membership> wanted, Delivery delivery) {
    for (int i = 0; i < size; ) {
      Membership membership = Objects.requireNonNull(memberships[i]);
      if (wanted.test(membership)) {
        membership.recipient.deliver(delivery);
      }
      if (i < size && memberships[i] == membership) {
        i++;
      }
    }
  }

  /** Hands the same delivery to every recipient. */
  void deliver(Delivery delivery) {
    for (int i = 0; i < size; ) {
      Membership membership = Objects.requireNonNull(memberships[i]);
      membership.recipient.deliver(delivery);
      // Whoever left while being served gave its place to the last one, which is still to be
      // served.
      if (i < size && memberships[i] == membership) {
        i++;
      }
    }
  }
}
