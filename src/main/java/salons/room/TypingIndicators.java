package salons.room;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import salons.async.TokenBucket;
import salons.async.TokenBucket.Rate;
import salons.protocol.Person;

/**
 * Who is writing in a room: a throttle, since what the members of this event loop say of it is relayed once a second and connection, and
 * only so much is told of all together, and a time-out of what nobody ended. Whoever hears of a person writing looks after the end of it by themselves, so that it ends also when an instance dies.
 */
final class TypingIndicators {
  /** After so long without a word a person is not writing any more. */
  private static final long LASTS_NS = TimeUnit.SECONDS.toNanos(6);

  private static final long RELAY_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

  /** How often the members are told that somebody is writing, whoever it is. */
  private static final Rate TOLD = new Rate(40, 20);

  /** What a connection here says, whatever its person is called. */
  private static final class Speaker {
    Person person;
    boolean on;
    boolean relayed;
    long relayedAt;
    long saidAt;

    Speaker(Person person) {
      this.person = person;
    }
  }

  /** Who was heard to be writing, anywhere. */
  private static final class Heard {
    long at;
    long toldAt;
  }

  private final LongSupplier clock;
  private final BiConsumer<Person, Boolean> relay;
  private final BiConsumer<Person, Boolean> deliver;

  // Owned by the event loop of the room.
  private final IdentityHashMap<Recipient, Speaker> speakers = new IdentityHashMap<>();
  private final Map<Person, Heard> heard = new HashMap<>();
  private final TokenBucket told = new TokenBucket(TOLD);

  /**
   * @param clock in nanoseconds
   * @param relay tells everybody who holds the room
   * @param deliver tells the members on this event loop
   */
  TypingIndicators(
      LongSupplier clock, BiConsumer<Person, Boolean> relay, BiConsumer<Person, Boolean> deliver) {
    this.clock = clock;
    this.relay = relay;
    this.deliver = deliver;
  }

  /** A member here says so, under the name that it has now. */
  void says(Recipient member, Person person, boolean on) {
    long now = clock.getAsLong();
    Speaker speaker = speakers.get(member);
    if (speaker == null) {
      if (!on) {
        return;
      }
      speaker = new Speaker(person);
      speaker.relayedAt = now - RELAY_EVERY_NS;
      speakers.put(member, speaker);
    }
    speaker.person = person;
    boolean news = on || speaker.relayed;
    speaker.on = on;
    speaker.saidAt = now;
    if (news && now - speaker.relayedAt >= RELAY_EVERY_NS) {
      relay(speaker, now);
    }
  }

  /** A member here said what it was writing, left, or is to be called otherwise. */
  void ends(Recipient member) {
    Speaker speaker = speakers.get(member);
    if (speaker == null) {
      return;
    }
    // Kept for a while: their next word is not to come sooner for having sent something in between.
    speaker.on = false;
    if (speaker.relayed) {
      relay(speaker, clock.getAsLong());
    }
  }

  private void relay(Speaker speaker, long now) {
    speaker.relayed = speaker.on;
    speaker.relayedAt = now;
    relay.accept(speaker.person, speaker.on);
  }

  /** Somebody anywhere is writing, or stopped. */
  void hears(Person person, boolean on) {
    long now = clock.getAsLong();
    if (!on) {
      if (heard.remove(person) != null) {
        deliver.accept(person, false);
      }
      return;
    }
    Heard writing = heard.get(person);
    // Several connections of one person relay one word a second each.
    boolean isDue = writing == null || now - writing.toldAt >= RELAY_EVERY_NS * 9 / 10;
    if (isDue && told.tryTake(now)) {
      writing = writing == null ? new Heard() : writing;
      heard.put(person, writing);
      writing.toldAt = now;
      deliver.accept(person, true);
    }
    // Of whom nothing was told, no end is told either.
    if (writing != null) {
      writing.at = now;
    }
  }

  /** Says what had to wait and ends what is over; to be called a few times a second. Whether nobody is writing any more. */
  boolean expire() {
    long now = clock.getAsLong();
    speakers.values().forEach(speaker -> {
      if (speaker.on != speaker.relayed && now - speaker.relayedAt >= RELAY_EVERY_NS) {
        relay(speaker, now);
      }
    });
    speakers
        .values()
        .removeIf(speaker -> speaker.on
            ? now - speaker.saidAt >= LASTS_NS
            : !speaker.relayed && now - speaker.relayedAt >= RELAY_EVERY_NS);
    heard.entrySet().removeIf(entry -> {
      boolean over = now - entry.getValue().at >= LASTS_NS;
      if (over) {
        deliver.accept(entry.getKey(), false);
      }
      return over;
    });
    // A new one would have tokens anew.
    return speakers.isEmpty() && heard.isEmpty() && told.isFull(now);
  }
}
