package salons.room;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import salons.protocol.LogEntry;
import salons.protocol.MessageId;
import salons.protocol.ModerationEvent;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomMode;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;
import salons.protocol.Target;

/**
 * Has the rules of a room hold on one event loop: for its members, and for who wants to be one or to speak. Who moderates the room is
 * bound by none of them. Confined to the event loop of the room.
 */
final class Enforcement {
  private static final String KICKED = "kicked";
  private static final String BANNED = "banned";

  /** Turns that are remembered here; of who spoke before those Redis alone knows. */
  private static final int MOST_TURNS = 1_000;

  /**
   * When somebody last spoke in slow mode, or is about to.
   *
   * @param id of that message, which may be sent again
   * @param next by {@link System#nanoTime}
   */
  private record Turn(@Nullable MessageId id, long next) {}

  private final RoomName room;
  private final RulesService service;
  private final Recipients recipients;
  private RoomRules rules = RoomRules.NONE;

  /** By the {@code by} of who spoke, the first to speak first. */
  private final Map<String, Turn> turns = new LinkedHashMap<>(0);

  /** Of those who have no {@code by}, as long as they are connected. */
  private final Map<Recipient, Turn> guestTurns = new WeakHashMap<>(0);

  Enforcement(RoomName room, RulesService service, Recipients recipients) {
    this.room = room;
    this.service = service;
    this.recipients = recipients;
  }

  RoomRules rules() {
    return rules;
  }

  boolean moderates(Membership member) {
    return rules.isOwner(member.person()) || member.recipient.mayModerate(room);
  }

  /** These hold from now on: members who may not be here any more leave. */
  void rule(RoomRules now) {
    RoomRules before = rules;
    rules = now;
    if (now.slow() != before.slow()) {
      turns.clear();
      guestTurns.clear();
    }
    if (!now.bans().equals(before.bans()) || !now.addresses().equals(before.addresses())) {
      banAddresses();
      long time = System.currentTimeMillis();
      expel(member -> mayNotBe(member, time) != null, BANNED);
    }
  }

  /** These events happened: whom they send away leaves. */
  void happened(List<LogEntry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      byte[] frame = entries.get(i).text();
      Target kicked = ModerationEvent.is(frame) ? ModerationEvent.kicked(frame) : null;
      if (kicked != null) {
        expel(member -> Target.of(member.person()).equals(kicked), KICKED);
      }
    }
  }

  private void expel(Predicate<Membership> whom, String reason) {
    for (Membership member : recipients.all()) {
      if (whom.test(member)) {
        Refusal ban = mayNotBe(member, System.currentTimeMillis());
        member.leave();
        member.recipient.expelled(room, reason, ban == null ? null : ban.retryAfterMs());
      }
    }
  }

  /** Those of members here who are banned with their addresses. */
  private void banAddresses() {
    long now = System.currentTimeMillis();
    Map<Target, Set<String>> banned = new HashMap<>();
    for (Membership member : recipients.all()) {
      RoomRules.Ban ban = rules.ban(member.person(), now);
      String address = member.recipient.address();
      boolean isNew = ban != null
          && ban.addresses()
          && rules.secret() != null
          && !address.isEmpty()
          && !moderates(member)
          && rules.bannedUntil(address, now) < ban.until();
      if (isNew) {
        banned
            .computeIfAbsent(Target.of(member.person()), whom -> new HashSet<>())
            .add(rules.hash(address));
      }
    }
    banned.forEach((whom, hashes) -> service.banAddresses(room, whom, hashes));
  }

  private @Nullable Refusal mayNotBe(Membership member, long now) {
    return rules.bans().isEmpty() && rules.addresses().isEmpty() || moderates(member)
        ? null
        : rules.presence(room, member.person(), member.recipient.address(), now);
  }

  /** Why somebody may not come in, or stay; null when they may. */
  @Nullable
  Refusal entry(Membership member) {
    Refusal banned = mayNotBe(member, System.currentTimeMillis());
    boolean isShut = rules.mode() == RoomMode.LOCKED && !member.isAdmitted() && !moderates(member);
    return banned == null && isShut ? Refusal.readOnly(room.value(), rules.mode()) : banned;
  }

  /** Why a member may not speak; null when they may. */
  @Nullable
  Refusal speech(Membership member) {
    boolean isFree = rules.mode() == RoomMode.OPEN && rules.mutes().isEmpty();
    return isFree || moderates(member)
        ? null
        : rules.speech(room, member.person(), System.currentTimeMillis());
  }

  // Slow mode

  boolean isSlowFor(Membership member) {
    return rules.slow() > 0 && !moderates(member);
  }

  /** Takes a member's turn to speak, for a message whose id may come again; fails with a {@link RefusedException} when it is not theirs. */
  Future<Void> takeTurn(Membership member, @Nullable MessageId id) {
    String by = member.person().by();
    Turn last = by == null ? guestTurns.get(member.recipient) : turns.get(by);
    long now = System.nanoTime();
    if (last != null && last.next - now > 0) {
      return id != null && id.equals(last.id) ? Future.succeededFuture() : refuse(last.next - now);
    }
    Turn taken = new Turn(id, now + TimeUnit.SECONDS.toNanos(rules.slow()));
    if (by == null) {
      guestTurns.put(member.recipient, taken);
      return Future.succeededFuture();
    }
    if (turns.size() == MOST_TURNS) {
      turns.remove(turns.keySet().iterator().next());
    }
    turns.put(by, taken);
    return takeEverywhere(by, taken);
  }

  private Future<Void> takeEverywhere(String by, Turn taken) {
    String whom = Target.ofBy(by).key();
    return service.takeTurn(room, whom, rules.slow()).transform(answer -> {
      if (answer.succeeded() && answer.result() == 0) {
        return Future.succeededFuture();
      }
      turns.remove(by, taken);
      return answer.failed()
          ? Future.failedFuture(answer.cause())
          : refuse(TimeUnit.MILLISECONDS.toNanos(answer.result()));
    });
  }

  private static Future<Void> refuse(long wait) {
    return Future.failedFuture(new RefusedException(Refusal.rateLimited("messages", wait)));
  }
}
