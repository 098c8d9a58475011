package salons.faults;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import salons.TestNode;
import salons.e2e.Program;
import salons.e2e.RedisServer;
import salons.e2e.RoomView;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.embedded.FreePort;

/**
 * See the package. Settings: {@code faults.seconds} (20), {@code faults.seed} (1), and {@code faults.everyMs} (40), how often each
 * visitor speaks: 2 is all that one machine gives.
 */
@Tag("process")
final class FaultTest {
  private static final int INSTANCES = 3;
  private static final int ROOMS = 6;
  private static final int VISITORS = 24;
  private static final int ROOMS_A_VISITOR = 3;
  private static final long RECOVER_WITHIN_S = 30;
  /** Of a message; see {@link Ledger#text}. */
  private static final Pattern TEXT = Pattern.compile("text of v\\d+-\\d+;x*");

  private static final List<EngineClient.Way> WAYS = List.of(
      EngineClient.Way.POLLING,
      EngineClient.Way.WEBSOCKET,
      EngineClient.Way.POLLING,
      EngineClient.Way.UPGRADING);

  private final long seconds = Long.getLong("faults.seconds", 20);
  private final long seed = Long.getLong("faults.seed", 1);
  private final long everyMs = Long.getLong("faults.everyMs", 40);
  private final Random random = new Random(seed);
  private final Ledger ledger = new Ledger();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Program> instances = new ArrayList<>();
  private final List<Visitor> visitors = new ArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final WebSocketClient sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
      .setMaxConnections(10_000)
      .setMaxFrameSize(1 << 24)
      .setMaxMessageSize(1 << 24)
      .setClosingTimeout(1));
  private final HttpClient http = vertx.createHttpClient(
      new HttpClientOptions().setConnectTimeout(2_000), new PoolOptions().setHttp1MaxSize(10_000));
  private final RedisServer redis =
      RedisServer.start("--appendonly", "yes", "--appendfsync", "everysec");

  @TempDir
  Path folder;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < INSTANCES; i++) {
      ports.add(FreePort.reserve());
      instances.add(launch(i));
    }
    instances.forEach(Program::awaitReady);
    for (int i = 0; i < VISITORS; i++) {
      List<String> rooms = new ArrayList<>();
      for (int r = 0; r < ROOMS_A_VISITOR; r++) {
        rooms.add(room((i + r * 2) % ROOMS));
      }
      long own = seed * 1_000 + i;
      visitors.add(new Visitor(vertx, line(i, own), ports, ledger, own, "v" + i, habit(i), rooms));
    }
  }

  /** Of five visitors two are native, one is of Socket.IO, half of which only poll, and two have no socket. */
  private Function<Line.Listener, Line> line(int i, long own) {
    if (isOfSocketIo(i)) {
      EngineClient.Way way = WAYS.get(i / 5 % WAYS.size());
      return listener -> new SocketIoLine(vertx, http, sockets, way, new Random(own), listener);
    }
    return i % 5 > 2
        ? listener -> new HttpLine(vertx, http, ports, new Random(own), listener)
        : listener -> new NativeLine(vertx, sockets, new Random(own), listener);
  }

  private static boolean isOfSocketIo(int i) {
    return i % 5 == 2;
  }

  /** By requests nothing can be changed. */
  private static Visitor.Habit habit(int i) {
    return switch (i % 5) {
      case 3 -> Visitor.Habit.LISTENS;
      case 4 -> Visitor.Habit.TALKS;
      default -> Visitor.Habit.TALKS_AND_CHANGES;
    };
  }

  @AfterEach
  void stop() throws Exception {
    // Else their late requests would meet clients that are closed.
    CompletableFuture<Void> ended = new CompletableFuture<>();
    onContext(() -> {
      visitors.forEach(Visitor::end);
      ended.complete(null);
    });
    ended.get(10, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().join();
    instances.forEach(Program::close);
    redis.close();
  }

  @Test
  @Timeout(value = 12, unit = TimeUnit.HOURS)
  void all_promises_hold_through_faults_at_random() {
    context.exceptionHandler(failure -> ledger.broken("a visitor met " + failure));
    onContext(() -> visitors.forEach(visitor -> visitor.start(everyMs)));
    long worstMs = awaitRecovery("the start");
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    int faults = 0;

    while (System.nanoTime() < end && ledger.broken().isEmpty()) {
      List<Fault> round = round();
      String names = String.join(" + ", round.stream().map(Fault::what).toList());
      for (Fault fault : round) {
        fault.strike().run();
        pause(200 + random.nextInt(800));
      }
      pause(random.nextInt(random.nextInt(4) == 0 ? 9_000 : 2_000));
      round.forEach(fault -> fault.heal().run());
      faults += round.size();
      long recoveredMs = awaitRecovery(names);
      worstMs = Math.max(worstMs, recoveredMs);
      System.out.printf(
          "%-60s recovered within %5d ms; %s%n", names, recoveredMs, ledger.summary());
    }
    Map<String, String> lastEpochs = settle();
    ledger.close(lastEpochs);
    System.out.printf(
        "seed %d: %d faults, %s, worst time to recover %d ms; by Socket.IO %d deliveries, %d times brought back; by events alone %d%n",
        seed,
        faults,
        ledger.summary(),
        worstMs,
        heardBy(FaultTest::isOfSocketIo),
        ledger.recovered(),
        heardBy(i -> i % 5 > 2));
    assertThat(ledger.broken()).isEmpty();
    assertThat(heardBy(FaultTest::isOfSocketIo)).isPositive();
    all_know_the_same_newest_state();
    no_text_that_was_replaced_is_kept(lastEpochs);
  }

  private long heardBy(IntPredicate kind) {
    return IntStream.range(0, VISITORS)
        .filter(kind)
        .mapToLong(i -> visitors.get(i).heard())
        .sum();
  }

  /** What the visitors made of events is what whoever enters now is told, on every instance. */
  private void all_know_the_same_newest_state() {
    try (Tabs tabs = new Tabs()) {
      for (int r = 0; r < ROOMS; r++) {
        String room = room(r);
        for (int port : ports) {
          RoomView fresh = new RoomView();
          JsonObject history = new JsonObject().put("history", 200);
          Tab.inside(tabs.connect(port).join(room, "new", history)).forEach(fresh::take);
          for (Visitor visitor : visitors) {
            RoomView view = visitor.view(room);
            if (view != null && !view.messages().isEmpty() && !fresh.messages().isEmpty()) {
              long from = Math.max(view.messages().firstKey(), fresh.messages().firstKey());
              assertThat(fresh.shownFrom(from))
                  .as("%s on %d as %s knows it", room, port, visitor)
                  .isEqualTo(view.shownFrom(from));
            }
          }
        }
      }
    }
  }

  private void no_text_that_was_replaced_is_kept(Map<String, String> lastEpochs) {
    redis.cli("CONFIG", "SET", "rdbcompression", "no");
    long looked = 0;
    for (String key : redis.cli("KEYS", "*").split("\n", -1)) {
      Set<String> kept =
          TEXT.matcher(redis.cli("DUMP", key)).results().map(MatchResult::group).collect(toSet());
      for (int r = 0; r < ROOMS; r++) {
        if (key.contains(":" + room(r) + ":")) {
          Set<String> replaced = ledger.replaced(room(r), lastEpochs.getOrDefault(room(r), ""));
          looked += kept.size();
          assertThat(kept).as(key).doesNotContainAnyElementsOf(replaced);
        }
      }
    }
    // Else nothing was looked for, or nothing where texts are.
    assertThat(List.of(looked, (long) ledger.replaced())).allMatch(count -> count > 0);
  }

  /** Up to three faults that go together: one of Redis, one of an instance, one of the visitors' side. */
  private List<Fault> round() {
    List<Fault> round = new ArrayList<>();
    int which = 1 + random.nextInt(7);
    if ((which & 1) != 0) {
      round.add(ofAnInstance(random.nextInt(INSTANCES)));
    }
    if ((which & 2) != 0) {
      round.add(ofRedis());
    }
    if ((which & 4) != 0) {
      round.add(ofVisitors());
    }
    return round;
  }

  private Fault ofRedis() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> new Fault("redis killed", redis::kill, redis::restart);
      case 2 -> new Fault("redis frozen", redis::freeze, redis::thaw);
      case 3 ->
        Fault.once("subscriptions cut", () -> redis.cli("CLIENT", "KILL", "TYPE", "pubsub"));
      case 4 -> Fault.once("commands cut", () -> redis.cli("CLIENT", "KILL", "TYPE", "normal"));
      case 5 -> Fault.once("scripts flushed", () -> redis.cli("SCRIPT", "FLUSH"));
      case 6 -> configured("redis full", "maxmemory", "1", "0");
      case 7 -> configured("redis without replicas", "min-replicas-to-write", "1", "0");
      case 8 ->
        new Fault(
            "redis read-only",
            () -> redis.cli("REPLICAOF", "127.0.0.1", "1"),
            () -> redis.cli("REPLICAOF", "NO", "ONE"));
      default -> Fault.once("redis flushed", () -> redis.cli("FLUSHALL"));
    };
  }

  private Fault configured(String what, String setting, String broken, String whole) {
    return new Fault(
        what,
        () -> redis.cli("CONFIG", "SET", setting, broken),
        () -> redis.cli("CONFIG", "SET", setting, whole));
  }

  private Fault ofAnInstance(int i) {
    return switch (random.nextInt(3)) {
      case 0 -> new Fault("instance killed", () -> instances.get(i).kill(), () -> relaunch(i));
      case 1 ->
        new Fault(
            "instance frozen",
            () -> instances.get(i).freeze(),
            () -> instances.get(i).thaw());
      default ->
        new Fault("instance stopped", () -> instances.get(i).terminate(), () -> {
          int status = instances.get(i).awaitExit();
          if (status != 0) {
            ledger.broken("an instance that was asked to stop ended with " + status);
          }
          relaunch(i);
        });
    };
  }

  private Fault ofVisitors() {
    int first = random.nextInt(VISITORS);
    List<Visitor> some = new ArrayList<>();
    for (int i = 0; i < VISITORS / 3; i++) {
      some.add(visitors.get((first + i) % VISITORS));
    }
    return switch (random.nextInt(3)) {
      case 0 -> Fault.once("sockets cut", () -> onContext(() -> some.forEach(Visitor::cut)));
      case 1 -> Fault.once("peers vanished", () -> onContext(() -> some.forEach(Visitor::vanish)));
      default -> {
        long ms = random.nextInt(15_000);
        yield Fault.once(
            "readers stopped", () -> onContext(() -> some.forEach(v -> v.stopReading(ms))));
      }
    };
  }

  /** Until everybody got an acknowledgement for something first said from now on, and heard it. */
  private long awaitRecovery(String after) {
    long start = System.nanoTime();
    await(
        "an acknowledgement for everybody after " + after,
        () -> visitors.stream().allMatch(visitor -> visitor.talksSince(start)));
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** Everybody falls silent, and hears what everybody else heard; tells the epoch of each room. */
  private Map<String, String> settle() {
    onContext(() -> visitors.forEach(Visitor::fallSilent));
    await(
        "an acknowledgement for all that was said",
        () -> visitors.stream().allMatch(Visitor::isSettled));
    for (int r = 0; r < ROOMS; r++) {
      String room = room(r);
      await(
          "one position of all in " + room,
          () -> visitors.stream()
                  .filter(visitor -> visitor.seq(room) >= 0)
                  .map(visitor -> visitor.epoch(room) + " " + visitor.seq(room))
                  .distinct()
                  .count()
              == 1);
    }
    Map<String, String> lastEpochs = new HashMap<>();
    for (int r = 0; r < ROOMS; r++) {
      String room = room(r);
      visitors.forEach(visitor -> lastEpochs.merge(
          room, String.valueOf(visitor.epoch(room)), (a, b) -> b.equals("null") ? a : b));
    }
    return lastEpochs;
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVER_WITHIN_S);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        ledger.broken("within " + RECOVER_WITHIN_S + " s there was no " + what);
        return;
      }
      pause(10);
    }
  }

  private void onContext(Runnable action) {
    context.runOnContext(now -> action.run());
  }

  private Program launch(int i) {
    return Program.start(
        folder,
        TestNode.unlimited(Map.of(
            "port",
            Integer.toString(ports.get(i)),
            "host",
            "127.0.0.1",
            "instance",
            "i" + i,
            "loops",
            "2",
            "redis.url",
            redis.url(),
            "history.messages",
            "10000")));
  }

  private void relaunch(int i) {
    instances.get(i).close();
    Program again = launch(i);
    instances.set(i, again);
    again.awaitListening();
  }

  private static String room(int i) {
    return "room" + i;
  }

  private static void pause(long ms) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
  }
}
