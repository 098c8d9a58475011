package salons.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;
import salons.protocol.Roster;
import salons.protocol.ServerFrames;

/**
 * What the members of a room on one event loop know of the people in it, so that each is told just what it does not know.
 *
 * <p>Most know what was told last. Who entered since knows what its {@code joined} said, which may be newer or older than what is told
 * next; until it has caught up it is a newcomer, and told by itself.
 */
final class PresenceFanout {
  private record Newcomer(Membership membership, Presence known) {}

  private final RoomName room;
  private final Recipients recipients;

  // Owned by the event loop of the room.
  private @Nullable Presence told;
  private List<Newcomer> newcomers = new ArrayList<>();
  private Presence encoded = Presence.UNKNOWN;
  private Roster roster = Roster.of(0, List.of());

  PresenceFanout(RoomName room, Recipients recipients) {
    this.room = room;
    this.recipients = recipients;
  }

  /** The people as {@code joined} tells them. */
  Roster roster(Presence presence) {
    if (!presence.equals(encoded)) {
      roster = Roster.of(presence.count(), presence.people());
      encoded = presence;
    }
    return roster;
  }

  /** What a {@code joined} says that is about to be written: the newer of what its member was answered and what was told since. */
  Presence newest(Presence answered) {
    if (recipients.size() == 0) {
      told = null;
    }
    return told != null && told.version() > answered.version() ? told : answered;
  }

  /** {@code membership}, in the recipients by now, was told {@code known} by its {@code joined}. */
  void entered(Membership membership, Presence known) {
    if (membership.isNewcomer) {
      newcomers.removeIf(newcomer -> newcomer.membership == membership);
    }
    if (recipients.size() == 1) {
      told = known;
    }
    membership.isNewcomer = !known.equals(told);
    if (membership.isNewcomer) {
      newcomers.add(new Newcomer(membership, known));
    }
  }

  /** Tells every member what it does not know of {@code now}; nothing to whoever knows as much or more. */
  void tell(Presence now) {
    Predicate<Membership> settled = membership -> !membership.isNewcomer;
    Presence before = told;
    told = now;
    List<Newcomer> arrived = newcomers;
    if (before != null && recipients.size() > 0) {
      change(before, now).ifPresent(notice -> recipients.deliverTo(settled, notice));
    }
    newcomers = new ArrayList<>();
    Optional<Delivery> count = Optional.of(notice(ServerFrames.presence(room, now.count())));
    Map<Presence, Optional<Delivery>> changes = new HashMap<>();
    for (Newcomer each : arrived) {
      Membership membership = each.membership;
      if (each.known.version() > now.version()) {
        newcomers.add(each);
      } else if (membership.isAdmitted()) {
        membership.isNewcomer = false;
        Optional<Delivery> news = now.isComplete()
            ? changes.computeIfAbsent(each.known, known -> change(known, now))
            : each.known.count() == now.count() ? Optional.empty() : count;
        news.ifPresent(membership.recipient::deliver);
      }
    }
  }

  private Optional<Delivery> change(Presence known, Presence now) {
    if (!now.isComplete()) {
      return known.count() == now.count()
          ? Optional.empty()
          : Optional.of(notice(ServerFrames.presence(room, now.count())));
    }
    if (!known.isComplete()) {
      return Optional.of(notice(ServerFrames.presence(room, roster(now))));
    }
    List<String> joined = onlyMore(now.people(), known.people());
    List<String> left = List.of();
    if (joined == null) {
      joined = without(now.people(), known.people());
      left = without(known.people(), now.people());
    }
    return joined.isEmpty() && left.isEmpty() && known.count() == now.count()
        ? Optional.empty()
        : Optional.of(notice(ServerFrames.presence(room, now.count(), joined, left)));
  }

  private Delivery notice(byte[] frame) {
    return Delivery.ofNotice(room, frame);
  }

  /** What {@code people} has besides {@code others}; null when somebody of those is missing, or stands in another order. */
  private static @Nullable List<String> onlyMore(List<String> people, List<String> others) {
    List<String> more = new ArrayList<>(Math.max(0, people.size() - others.size()));
    int met = 0;
    for (String person : people) {
      if (met < others.size() && person.equals(others.get(met))) {
        met++;
      } else {
        more.add(person);
      }
    }
    return met == others.size() ? more : null;
  }

  private static List<String> without(List<String> people, List<String> others) {
    Set<String> known = Set.copyOf(others);
    return people.stream().filter(person -> !known.contains(person)).toList();
  }
}
