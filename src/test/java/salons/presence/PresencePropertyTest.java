package salons.presence;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import salons.TestNode;
import salons.e2e.Program;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.embedded.FreePort;

/**
 * People come and go at random, alone and in several tabs, while instances die and freeze and Redis is cut off, flushed and killed;
 * then everybody must be told of exactly those who are there by a plain model. Settings: {@code faults.seconds} (1: a round) and
 * {@code faults.seed} (1). What is done depends on the seed alone, how many rounds of it on the time.
 */
@Tag("process")
final class PresencePropertyTest {
  private static final int INSTANCES = 3;
  private static final int NAMES = 8;
  private static final int STEPS = 12;
  private static final int MOST_SEATS = 40;
  private static final List<String> ROOMS = List.of("red", "green", "blue", "grey");

  /** What becomes of a name, and the key for it: most people have none. */
  private static final Map<String, String> KEYS = Map.of(
      "/yhzf3lybsod37pvl", "Zm9ydHktdHdvLWd1ZXN0cw", "/ujw33bwiwv22n6ku", "aaaaaaaaaaaaaaaa");

  private static final List<String> KINDS =
      List.of("", "", "/yhzf3lybsod37pvl", "/ujw33bwiwv22n6ku");

  /** Longer than a lease. */
  private static final long LONG_FREEZE_MS = TestNode.TIMES.leaseMs() + 1_500;

  private record Seat(int instance, String room, String user, Tab tab) {}

  private record Fault(String what, Runnable strike, Runnable heal) {}

  private final long seconds = Long.getLong("faults.seconds", 1);
  private final long seed = Long.getLong("faults.seed", 1);
  private final Random random = new Random(seed);
  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();
  private final People people = new People();
  private final List<Seat> seats = new ArrayList<>();
  private final List<Program> instances = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<String> story = new ArrayList<>();

  /** Instances that answer nothing now, and whether anybody can be let in at all. */
  private final Set<Integer> out = new HashSet<>();

  private boolean redisOut;
  private int lives;

  @TempDir
  Path folder;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < INSTANCES; i++) {
      ports.add(FreePort.reserve());
      instances.add(launch(i, "i" + i));
    }
    instances.forEach(Program::awaitReady);
  }

  @AfterEach
  void stop() {
    tabs.close();
    instances.forEach(Program::close);
    redis.close();
  }

  @Test
  @Timeout(value = 12, unit = TimeUnit.HOURS)
  void after_quiet_everybody_is_told_of_exactly_those_who_are_there() {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    int rounds = 0;
    int faults = 0;
    long worstMs = 0;
    do {
      story.clear();
      List<Fault> round = round();
      act();
      for (Fault fault : round) {
        tell(fault.what);
        fault.strike.run();
        act();
      }
      for (Fault fault : round) {
        tell("healed: " + fault.what);
        fault.heal.run();
        act();
      }
      long settledMs = compare();
      worstMs = Math.max(worstMs, settledMs);
      rounds++;
      faults += round.size();
      System.out.printf(
          "%-50s right after %5d ms: %s%n",
          String.join(" + ", round.stream().map(Fault::what).toList()), settledMs, people.counts());
    } while (System.nanoTime() < end);
    System.out.printf(
        "seed %d: %d rounds, %d faults, %d tabs now, worst time to be right %d ms%n",
        seed, rounds, faults, seats.size(), worstMs);
  }

  private void act() {
    for (int i = 0; i < STEPS; i++) {
      int what = random.nextInt(10);
      if (seats.isEmpty() || what < 4 && seats.size() < MOST_SEATS) {
        enter(awake(), any(ROOMS), "n" + random.nextInt(NAMES) + any(KINDS));
      } else if (what < 6) {
        Seat twin = any(seats);
        enter(awake(), twin.room, twin.user);
      } else if (what < 7) {
        Seat reloading = any(seats);
        int where = out.contains(reloading.instance) ? awake() : reloading.instance;
        leave(reloading, 0);
        enter(where, reloading.room, reloading.user);
      } else if (what < 8) {
        joinAgain(any(seats));
      } else {
        leave(any(seats), random.nextInt(3));
      }
    }
  }

  private void enter(int instance, String room, String user) {
    if (redisOut || seats.size() > MOST_SEATS) {
      return;
    }
    tell(user + " enters " + room + " on " + instance);
    Seat seat = new Seat(instance, room, user, tabs.connect(ports.get(instance)));
    join(seat);
    seats.add(seat);
    people.enter(room, user, seat.tab);
  }

  /** Is harmless, and so changes nothing in the model. */
  private void joinAgain(Seat seat) {
    if (!redisOut && !out.contains(seat.instance)) {
      tell(seat.user + " joins " + seat.room + " again on " + seat.instance);
      join(seat);
    }
  }

  /** Until it is let in: right after a cut the instance may still be without Redis. */
  private void join(Seat seat) {
    String name = seat.user.replaceFirst("/.*", "");
    JsonObject join =
        new JsonObject().put("type", "join").put("room", seat.room).put("user", name);
    String key = KEYS.get(seat.user.substring(name.length()));
    if (key != null) {
      join.put("key", key);
    }
    Await.until(
        seat.user + " let into " + seat.room + " on " + seat.instance,
        () -> {
          JsonObject answer = seat.tab.ask(join);
          if (!"joined".equals(answer.getString("type"))
              && !"unavailable".equals(answer.getString("code"))) {
            throw failure("not let in: " + answer);
          }
          return "joined".equals(answer.getString("type"));
        },
        this::story);
  }

  /** Closes the tab, or says that it leaves, or both at once. */
  private void leave(Seat seat, int how) {
    tell(seat.user + " leaves " + seat.room + " on " + seat.instance
        + List.of(" by closing", "", " and closes").get(how));
    if (how > 0) {
      seat.tab.send(new JsonObject().put("type", "leave").put("room", seat.room));
    }
    if (how != 1) {
      seat.tab.close();
    }
    gone(seat);
  }

  private void gone(Seat seat) {
    seats.remove(seat);
    people.leave(seat.room, seat.user, seat.tab);
  }

  private List<Fault> round() {
    List<Fault> round = new ArrayList<>();
    int which = 1 + random.nextInt(3);
    if ((which & 1) != 0) {
      round.add(ofAnInstance(random.nextInt(INSTANCES)));
    }
    if ((which & 2) != 0) {
      round.add(ofRedis());
    }
    return round;
  }

  private Fault ofAnInstance(int i) {
    return switch (random.nextInt(4)) {
      case 0 ->
        new Fault("kill " + i, () -> die(i, instances.get(i)::kill), () -> again(i, "i" + i));
      // The next one is another to the cluster.
      case 1 ->
        new Fault(
            "kill and replace " + i,
            () -> die(i, instances.get(i)::kill),
            () -> again(i, "i" + i + "-" + ++lives));
      case 2 ->
        new Fault(
            "stop " + i,
            () -> die(i, () -> {
              instances.get(i).terminate();
              instances.get(i).awaitExit();
            }),
            () -> again(i, "i" + i));
      default -> {
        boolean longer = random.nextBoolean();
        yield new Fault(
            (longer ? "long" : "short") + " freeze of " + i,
            () -> {
              instances.get(i).freeze();
              out.add(i);
              pause(longer ? LONG_FREEZE_MS : 500);
            },
            () -> {
              instances.get(i).thaw();
              out.remove(i);
            });
      }
    };
  }

  private Fault ofRedis() {
    return switch (random.nextInt(6)) {
      case 0 -> new Fault("redis killed", () -> cut(redis::kill), () -> mended(redis::restart));
      case 1 -> new Fault("redis frozen", () -> cut(redis::freeze), () -> mended(redis::thaw));
      case 2 -> once("redis flushed", "FLUSHALL");
      case 3 -> once("scripts flushed", "SCRIPT", "FLUSH");
      case 4 -> once("subscriptions cut", "CLIENT", "KILL", "TYPE", "pubsub");
      default -> once("commands cut", "CLIENT", "KILL", "TYPE", "normal");
    };
  }

  private Fault once(String what, String... command) {
    return new Fault(what, () -> redis.cli(command), () -> {});
  }

  private void die(int i, Runnable end) {
    end.run();
    out.add(i);
    List.copyOf(seats).stream().filter(seat -> seat.instance == i).forEach(this::gone);
  }

  private void again(int i, String name) {
    instances.get(i).close();
    instances.set(i, launch(i, name));
    instances.get(i).awaitListening();
    out.remove(i);
  }

  private void cut(Runnable strike) {
    redisOut = true;
    strike.run();
    pause(500 + random.nextInt(1_000));
  }

  private void mended(Runnable heal) {
    heal.run();
    redisOut = false;
  }

  /** Waits until all are told the same as the model, asks anew, and tells how long that took. */
  private long compare() {
    long start = System.nanoTime();
    Await.until("what the model says", () -> wrong().isEmpty(), () -> wrong() + story());
    long settledMs = (System.nanoTime() - start) / 1_000_000;
    for (int i = 0; i < INSTANCES; i++) {
      for (String room : ROOMS) {
        newcomer(i, room);
      }
    }
    Await.until("what the model says again", () -> wrong().isEmpty(), () -> wrong() + story());
    return settledMs;
  }

  /** Everything that some socket or instance says otherwise than the model. */
  private List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    for (Seat seat : seats) {
      Seen seen = Seen.of(seat.tab, seat.room);
      if (!seat.tab.isOpen()) {
        throw failure("the tab of " + seat + " was closed with " + seat.tab.awaitClose() + " '"
            + seat.tab.closeReason() + "', last heard " + last(seat.tab));
      }
      if (!seen.contradictions().isEmpty()) {
        throw failure(seat + " was told " + seen.contradictions());
      }
      if (!seen.isExactly(people.in(seat.room))) {
        wrong.add(seat.user + " on " + seat.instance + " was told of " + seen.names() + " and "
            + seen.count() + " in " + seat.room + ", there are " + people.in(seat.room));
      }
    }
    for (int i = 0; i < INSTANCES; i++) {
      Map<String, Integer> listed = new TreeMap<>(Api.rooms(tabs, ports.get(i)));
      if (!listed.equals(people.counts())) {
        wrong.add(i + " lists " + listed + ", there are " + people.counts());
      }
    }
    return wrong;
  }

  private static JsonObject last(Tab tab) {
    List<JsonObject> heard = tab.heard();
    return heard.get(heard.size() - 1);
  }

  /** Somebody who comes just to look is told of all the others and of herself, in order. */
  private void newcomer(int instance, String room) {
    try (Tab tab = tabs.connect(ports.get(instance))) {
      SortedSet<String> expected = new TreeSet<>(people.in(room));
      // Also tells whether the one before, on another instance, is gone with her last tab.
      expected.add("looker");
      JsonObject joined = tab.join(room, "looker");
      if (!Seen.names(joined, "members").equals(List.copyOf(expected))
          || joined.getInteger("count", -1) != expected.size()) {
        throw failure("a newcomer to " + room + " on " + instance + " was told " + joined
            + ", there are " + expected);
      }
    }
  }

  private AssertionError failure(String what) {
    return new AssertionError(what + story());
  }

  private String story() {
    return "\nseed " + seed + ", this round:\n" + String.join("\n", story);
  }

  private void tell(String what) {
    story.add(what);
  }

  private int awake() {
    int i = random.nextInt(INSTANCES);
    while (out.contains(i)) {
      i = (i + 1) % INSTANCES;
    }
    return i;
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private Program launch(int i, String name) {
    return Program.start(
        folder,
        Map.of(
            "port",
            Integer.toString(ports.get(i)),
            "host",
            "127.0.0.1",
            "instance",
            name,
            "loops",
            "2",
            "redis.url",
            redis.url()),
        Map.of(),
        TestNode.class.getName());
  }

  private static void pause(long ms) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
  }
}
