package salons.room;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The members of a room on one event loop, in an array: walking it is the hot path of the whole server. */
final class Recipients {
  private final Framing framing;
  private @Nullable Membership[] memberships = new @Nullable Membership[4];
  private int size;

  Recipients(Framing framing) {
    this.framing = framing;
  }

  int size() {
    return size;
  }

  void add(Membership membership) {
    if (size == memberships.length) {
      memberships = Arrays.copyOf(memberships, size * 2);
    }
    membership.place = size;
    memberships[size++] = membership;
  }

  /** Takes a member out by putting the last one in its place. */
  void remove(Membership membership) {
    Membership last = memberships[--size];
    memberships[size] = null;
    if (last != null && last != membership) {
      memberships[membership.place] = last;
      last.place = membership.place;
    }
    membership.place = -1;
  }

  /** Hands a frame to one member. */
  void deliverTo(Membership membership, byte[] frame) {
    try (Framing.Framed framed = framing.frame(List.of(frame))) {
      membership.member.deliver(framed);
    }
  }

  /** Hands a frame to those who are wanted; {@link #deliver} is for what matters most, and asks nothing. */
  void deliverTo(Predicate<Membership> wanted, byte[] frame) {
    try (Framing.Framed framed = framing.frame(List.of(frame))) {
      for (int i = 0; i < size; ) {
        Membership membership = Objects.requireNonNull(memberships[i]);
        if (wanted.test(membership)) {
          membership.member.deliver(framed);
        }
        if (i < size && memberships[i] == membership) {
          i++;
        }
      }
    }
  }

  /** Frames once, then hands the same bytes to every member. */
  void deliver(List<byte[]> frames) {
    if (size == 0) {
      return;
    }
    try (Framing.Framed framed = framing.frame(frames)) {
      for (int i = 0; i < size; ) {
        Membership membership = Objects.requireNonNull(memberships[i]);
        membership.member.deliver(framed);
        // Whoever left while being served gave its place to the last one, which is still to be
        // served.
        if (i < size && memberships[i] == membership) {
          i++;
        }
      }
    }
  }
}
