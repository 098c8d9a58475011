package salons.room;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import salons.protocol.Person;

/**
 * Who is writing in a room: a throttle, since what the members of this event loop say of it is relayed once a second and person, and a
 * time-out of what nobody ended. Whoever hears of a person writing looks after the end of it by themselves, so that it ends also when an instance dies.
 */
final class TypingIndicators {
  /** After so long without a word a person is not writing any more. */
  private static final long LASTS_NS = TimeUnit.SECONDS.toNanos(6);

  private static final long RELAY_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

  /** What somebody here says. */
  private static final class Speaker {
    boolean on;
    boolean relayed;
    long relayedAt;
    long saidAt;
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
  private final Map<Person, Speaker> speakers = new HashMap<>();
  private final Map<Person, Heard> heard = new HashMap<>();

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

  /** A member here says so. */
  void says(Person person, boolean on) {
    long now = clock.getAsLong();
    Speaker speaker = speakers.get(person);
    if (speaker == null) {
      if (!on) {
        return;
      }
      speaker = new Speaker();
      speaker.relayedAt = now - RELAY_EVERY_NS;
      speakers.put(person, speaker);
    }
    boolean news = on || speaker.relayed;
    speaker.on = on;
    speaker.saidAt = now;
    if (news && now - speaker.relayedAt >= RELAY_EVERY_NS) {
      relay(person, speaker, now);
    }
  }

  /** A member here said what it was writing, or left. */
  void ends(Person person) {
    Speaker speaker = speakers.get(person);
    if (speaker == null) {
      return;
    }
    // Kept for a while: their next word is not to come sooner for having sent something in between.
    speaker.on = false;
    if (speaker.relayed) {
      relay(person, speaker, clock.getAsLong());
    }
  }

  private void relay(Person person, Speaker speaker, long now) {
    speaker.relayed = speaker.on;
    speaker.relayedAt = now;
    relay.accept(person, speaker.on);
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
    boolean isNew = writing == null;
    if (writing == null) {
      writing = new Heard();
      heard.put(person, writing);
    }
    writing.at = now;
    // Two tabs of one person may be on two instances, each of which relays one word a second.
    if (isNew || now - writing.toldAt >= RELAY_EVERY_NS * 9 / 10) {
      writing.toldAt = now;
      deliver.accept(person, true);
    }
  }

  /** Says what had to wait and ends what is over; to be called a few times a second. Whether nobody is writing any more. */
  boolean expire() {
    long now = clock.getAsLong();
    speakers.forEach((person, speaker) -> {
      if (speaker.on != speaker.relayed && now - speaker.relayedAt >= RELAY_EVERY_NS) {
        relay(person, speaker, now);
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
    return speakers.isEmpty() && heard.isEmpty();
  }
}
