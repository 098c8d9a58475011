package salons.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.e2e.Tabs;
import salons.protocol.ClientFrame;
import salons.protocol.MessageId;
import salons.protocol.MessageText;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.protocol.UserName;
import salons.redis.InstanceInfo;
import salons.redis.LogSettings;
import salons.redis.PresenceTimes;
import salons.redis.RedisAddress;
import salons.redis.RedisMeters;
import salons.redis.RedisVerticle;
import salons.redis.RoomKeys;

/** What {@link RoomLog} promises, kept by the verticle in front of a real Redis, over the local bus. */
final class RoomLogTest {
  private static RedisServer redis = RedisServer.start();

  private final RoomName room = new RoomName(Cluster.room());
  private final Instance one = new Instance("one");
  private final Instance two = new Instance("two");

  /** The part of an instance that talks to Redis, and somebody of it who listens to the room. */
  private final class Instance {
    final Vertx vertx = Vertx.vertx();
    final Bus bus = new Bus(vertx);
    final RoomLog log = bus.log();
    final BlockingQueue<RoomEvent> news = new LinkedBlockingQueue<>();

    Instance(String name) {
      LogSettings settings = new LogSettings(300, LogSettings.BYTES, 86_400, 86_400);
      InstanceInfo self = new InstanceInfo(
          name,
          "127.0.0.1",
          1,
          0,
          null,
          "dev",
          "standalone",
          new ClusterStatus.Relay("", 1, "", false));
      RedisAddress address = () -> Future.succeededFuture(redis.url());
      Tabs.await(vertx.deployVerticle(new RedisVerticle(
          bus,
          address,
          settings,
          self,
          List.of(),
          room -> true,
          PresenceTimes.DEFAULT,
          RedisMeters.NONE,
          news -> {})));
      Tabs.await(bus.subscribe(room, news::add).completion());
    }

    Future<List<Receipt>> say(RoomName in, List<Draft> drafts) {
      Promise<List<Receipt>> outcome = Promise.promise();
      log.publish(List.of(new PublishBatch(in, drafts, outcome)));
      return outcome.future();
    }

    LogPage attach() {
      return Tabs.await(log.attach(room));
    }

    /** The seqs of the next messages that are told. */
    List<Long> nextTold() {
      if (next() instanceof RoomEvent.Appended appended) {
        return TailTest.seqs(appended.entries());
      }
      throw new AssertionError("not messages");
    }

    RoomEvent next() {
      try {
        RoomEvent next = news.poll(10, TimeUnit.SECONDS);
        if (next == null) {
          throw new AssertionError("nothing was told");
        }
        return next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @BeforeAll
  static void redis_is_there() {
    assertThat(redis.cli("PING")).isEqualTo("PONG");
  }

  @BeforeEach
  void both_reach_it() {
    assertThat(one.attach().head().seq()).isZero();
    assertThat(two.attach().head()).isEqualTo(one.attach().head());
  }

  @AfterEach
  void stop() {
    Tabs.await(Future.all(one.vertx.close(), two.vertx.close()));
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Test
  void receipts_come_in_the_order_of_the_drafts() {
    List<Receipt> receipts = publish(one, draft("a", "x"), draft(null, "y"), draft("b", "z"));
    assertThat(receipts).extracting(Receipt::seq).containsExactly(1L, 2L, 3L);
    assertThat(receipts).extracting(Receipt::duplicate).containsOnly(false);
  }

  @Test
  void an_id_taken_by_one_instance_is_a_duplicate_on_the_other() {
    Receipt first = publish(one, draft("a", "x")).get(0);
    List<Receipt> receipts = publish(two, draft("b", "y"), draft("a", "x"), draft("c", "z"));
    assertThat(receipts)
        .extracting(Receipt::seq, Receipt::duplicate)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2L, false),
            org.assertj.core.groups.Tuple.tuple(1L, true),
            org.assertj.core.groups.Tuple.tuple(3L, false));
    assertThat(receipts.get(1).at()).isEqualTo(first.at());
  }

  @Test
  void every_instance_is_told_once_and_in_order() {
    publish(one, draft("a", "x"), draft("b", "y"));
    assertThat(one.nextTold()).containsExactly(1L, 2L);
    assertThat(two.nextTold()).containsExactly(1L, 2L);
    publish(two, draft("c", "z"));
    assertThat(one.nextTold()).containsExactly(3L);
    assertThat(two.nextTold()).containsExactly(3L);
  }

  @Test
  void calls_for_one_room_take_effect_in_the_order_of_the_calls() {
    List<Future<List<Receipt>>> calls = java.util.stream.IntStream.range(0, 1_000)
        .mapToObj(i -> one.say(room, List.of(draft("m" + i, "x"))))
        .toList();
    Tabs.await(Future.all(calls));
    assertThat(calls.stream().map(call -> call.result().get(0).seq()).toList())
        .isEqualTo(TailTest.seqs(TailTest.messages(1, 1_000)));
  }

  @Test
  void an_attached_page_has_the_newest_messages_as_whole_frames() {
    publish(one, draft("a", "Bonjour"));
    assertThat(one.nextTold()).containsExactly(1L);
    LogPage page = one.attach();
    assertThat(page.head().seq()).isEqualTo(1);
    assertThat(new String(page.entries().get(0).text(), StandardCharsets.UTF_8))
        .startsWith("{\"type\":\"message\",\"seq\":1,")
        .contains("\"text\":\"Bonjour\"")
        .endsWith("\"from\":\"one\"}");
  }

  @Test
  void reads_any_stretch_of_the_log() {
    Draft[] drafts = new Draft[100];
    java.util.Arrays.setAll(drafts, i -> draft("m" + i, "x"));
    publish(one, drafts);
    assertThat(read(LogPage.Request.newest(room, 3))).containsExactly(98L, 99L, 100L);
    assertThat(read(LogPage.Request.next(room, 97))).containsExactly(98L, 99L, 100L);
    assertThat(read(LogPage.Request.next(room, 100))).isEmpty();
    assertThat(read(LogPage.Request.before(room, 4, 2))).containsExactly(2L, 3L);
    assertThat(read(LogPage.Request.before(room, 1, 2))).isEmpty();
    assertThat(read(new LogPage.Request(room, 10, 20, 5, Long.MAX_VALUE)))
        .containsExactly(15L, 16L, 17L, 18L, 19L);
    assertThat(read(LogPage.Request.before(room, Long.MAX_VALUE - 1, 1))).containsExactly(100L);
  }

  @Test
  void reads_no_more_bytes_than_were_asked_for_but_one_entry_at_least() {
    String text = "x".repeat(1_000);
    for (int i = 0; i < 10; i++) {
      publish(one, draft("b" + i, text));
    }
    assertThat(read(new LogPage.Request(room, 0, 9, 9, 3_900))).containsExactly(6L, 7L, 8L);
    assertThat(read(new LogPage.Request(room, 0, 9, 9, 10))).containsExactly(8L);
    assertThat(read(new LogPage.Request(room, 5, 9, 2, 100_000))).containsExactly(7L, 8L);
  }

  @Test
  void rooms_that_speak_together_are_numbered_each_for_itself() {
    List<RoomName> rooms = java.util.stream.IntStream.range(0, 200)
        .mapToObj(i -> new RoomName(Cluster.room()))
        .toList();
    for (long seq = 1; seq <= 2; seq++) {
      List<PublishBatch> said = rooms.stream()
          .map(each -> new PublishBatch(each, List.of(draft(null, "x")), Promise.promise()))
          .toList();
      one.log.publish(said);
      for (PublishBatch each : said) {
        assertThat(Tabs.await(each.outcome().future()).get(0).seq()).isEqualTo(seq);
      }
    }
  }

  @Test
  void an_id_of_another_author_or_text_is_taken_on_every_instance() {
    assertThat(publish(one, draft("a", "x")).get(0).seq()).isEqualTo(1);
    ClientFrame.Message message =
        new ClientFrame.Message(new MessageId("a"), room, new MessageText("x"));
    Draft ofBo = Draft.of(message, new Person(new UserName("Bo"), null), null);
    assertThat(publish(two, ofBo, draft("a", "another text"), draft("b", "y")))
        .extracting(Receipt::seq)
        .containsExactly(Receipt.ID_TAKEN.seq(), Receipt.ID_TAKEN.seq(), 2L);
    assertThat(read(LogPage.Request.next(room, 0))).containsExactly(1L, 2L);
  }

  @Test
  void what_was_missed_is_told_whole_however_much_it_is() {
    assertThat(publish(one, draft("first", "x")).get(0).seq()).isEqualTo(1);
    assertThat(one.nextTold()).containsExactly(1L);
    logUnheard(LongStream.rangeClosed(2, 200));
    Tabs.await(one.log.compare(room));
    List<Long> told = new ArrayList<>();
    int pieces = 0;
    while (told.size() < 199) {
      told.addAll(one.nextTold());
      pieces++;
    }
    assertThat(told).isEqualTo(LongStream.rangeClosed(2, 200).boxed().toList());
    assertThat(pieces).as("pieces of 256 KB").isBetween(5, 10);
  }

  @Test
  void what_is_missing_from_the_log_between_two_pieces_costs_nothing_else() {
    assertThat(publish(one, draft("first", "x")).get(0).seq()).isEqualTo(1);
    assertThat(one.nextTold()).containsExactly(1L);
    // So that each piece is followed by a seq that is not there, wherever it ends.
    logUnheard(LongStream.rangeClosed(2, 199).filter(seq -> seq % 2 == 1));
    Tabs.await(one.log.compare(room));
    List<Long> told = new ArrayList<>();
    while (told.size() < 198) {
      told.addAll(one.nextTold());
    }
    assertThat(told).isEqualTo(LongStream.rangeClosed(2, 199).boxed().toList());
  }

  @Test
  void rooms_whose_keys_are_of_another_kind_are_written_like_the_others() {
    RoomName noHash = new RoomName(Cluster.room());
    RoomName noReceipt = new RoomName(Cluster.room());
    redis.cli("SET", RoomKeys.of(noHash) + ":room", "not a hash");
    Tabs.await(one.say(noReceipt, List.of(draft("a", "x"))));
    for (String ids : List.of(":ids0", ":ids1")) {
      redis.cli("HSET", RoomKeys.of(noReceipt) + ids, "a", "no receipt");
    }
    List<PublishBatch> said = java.util.stream.Stream.of(noHash, noReceipt, room)
        .map(each -> new PublishBatch(each, List.of(draft("a", "x")), Promise.promise()))
        .toList();
    one.log.publish(said);
    assertThat(Tabs.await(said.get(2).outcome().future()).get(0).seq()).isEqualTo(1);
    assertThat(Tabs.await(said.get(0).outcome().future()).get(0).seq()).isEqualTo(1);
    assertThat(Tabs.await(said.get(1).outcome().future()).get(0).seq()).isEqualTo(2);
    assertThat(publish(one, draft("b", "y")).get(0).seq()).isEqualTo(2);
  }

  @Test
  void a_room_that_nobody_wants_any_more_is_not_told() {
    one.log.detach(room);
    one.log.detach(room);
    two.log.detach(room);
    awaitSubscribers(0);
    publish(two, draft("a", "x"));
    assertThat(one.attach().head().seq()).isEqualTo(1);
    publish(two, draft("b", "y"));
    assertThat(one.nextTold()).containsExactly(2L);
    assertThat(two.news).isEmpty();
  }

  @Test
  void a_log_that_was_lost_starts_the_room_anew_everywhere() {
    publish(one, draft("a", "x"), draft("b", "y"));
    assertThat(one.nextTold()).containsExactly(1L, 2L);
    assertThat(two.nextTold()).containsExactly(1L, 2L);
    redis.cli("FLUSHALL");
    assertThat(publish(one, draft("a", "x")).get(0)).satisfies(receipt -> {
      assertThat(receipt.seq()).isEqualTo(1);
      assertThat(receipt.duplicate()).isFalse();
    });
    for (Instance instance : List.of(one, two)) {
      assertThat(instance.next()).isInstanceOfSatisfying(RoomEvent.Resynced.class, restart -> {
        assertThat(restart.newest().head().seq()).isEqualTo(1);
        assertThat(TailTest.seqs(restart.newest().entries())).containsExactly(1L);
      });
    }
  }

  @Test
  void what_was_published_while_a_subscription_was_down_is_told_when_it_is_back() {
    publish(one, draft("a", "x"));
    assertThat(two.nextTold()).containsExactly(1L);
    redis.cli("CLIENT", "KILL", "ID", clientId("salons-two-subscriber"));
    publish(one, draft("b", "y"), draft("c", "z"));
    assertThat(two.nextTold()).containsExactly(2L, 3L);
    publish(one, draft("d", "!"));
    assertThat(two.nextTold()).containsExactly(4L);
  }

  @Test
  void a_draft_with_an_id_survives_the_fall_of_the_connection() {
    for (int i = 0; i < 20; i++) {
      Future<List<Receipt>> writing = one.say(room, List.of(draft("m" + i, "x")));
      redis.cli("CLIENT", "KILL", "ID", clientId("salons-one-commands"));
      assertThat(Tabs.await(writing).get(0).seq()).isEqualTo(i + 1);
    }
    assertThat(redis.cli("XLEN", RoomKeys.of(room) + ":log")).isEqualTo("20");
  }

  @Test
  void thousands_of_reads_that_fail_together_are_all_answered() {
    redis.freeze();
    List<Future<LogPage>> reads = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      reads.add(one.log.read(LogPage.Request.newest(room, 1)));
    }
    redis.kill();
    Tabs.await(Future.join(reads).otherwiseEmpty());
    assertThat(reads)
        .allSatisfy(read -> assertThat(read.cause())
            .as("answered, not forgotten")
            .isNotNull()
            .isNotInstanceOf(TimeoutException.class));
    redis.restart();
    Receipt receipt = publish(one, draft("a", "x")).get(0);
    assertThat(receipt.seq()).isEqualTo(1);
    assertThat(Tabs.await(one.log.read(LogPage.Request.newest(room, 1))).entries())
        .hasSize(1);
  }

  @Test
  void whoever_publishes_into_a_redis_that_does_not_answer_is_told_so_in_time() {
    redis.freeze();
    try {
      assertThat(publish(one, draft("a", "x"))).containsOnlyNulls();
    } finally {
      redis.thaw();
    }
    Receipt receipt = publish(one, draft("a", "x")).get(0);
    assertThat(receipt.seq()).isEqualTo(1);
    assertThat(redis.cli("XLEN", RoomKeys.of(room) + ":log")).isEqualTo("1");
  }

  /** Puts long messages into the log behind the back of all who hold the room: nothing is published. */
  private void logUnheard(LongStream seqs) {
    String text = "x".repeat(8_000);
    String line = "{\"type\":\"message\",\"seq\":\u0001,\"text\":\"" + text + "\",\"at\":\u0001}";
    seqs.mapToObj(Long::toString).forEach(seq -> {
      assertThat(redis.cli("XADD", RoomKeys.of(room) + ":log", seq + "-0", "f", line, "at", "1"))
          .isEqualTo(seq + "-0");
      redis.cli("HSET", RoomKeys.of(room) + ":room", "seq", seq);
    });
  }

  @salons.e2e.CanIgnoreReturnValue
  private List<Receipt> publish(Instance instance, Draft... drafts) {
    return Tabs.await(instance.say(room, List.of(drafts)));
  }

  private List<Long> read(LogPage.Request request) {
    return TailTest.seqs(Tabs.await(one.log.read(request)).entries());
  }

  private Draft draft(@org.jspecify.annotations.Nullable String id, String text) {
    MessageId draftId = id == null ? null : new MessageId(id);
    return Draft.of(
        new ClientFrame.Message(draftId, room, new MessageText(text)),
        new Person(new UserName("Ana"), null),
        null);
  }

  private void awaitSubscribers(int count) {
    String channel = RoomKeys.of(room);
    String wanted = channel + "\n" + count;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    String found = redis.cli("PUBSUB", "NUMSUB", channel);
    while (!found.equals(wanted) && System.nanoTime() < deadline) {
      found = redis.cli("PUBSUB", "NUMSUB", channel);
    }
    assertThat(found).isEqualTo(wanted);
  }

  private static String clientId(String name) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      for (String line : redis.cli("CLIENT", "LIST").split("\n", -1)) {
        if (line.contains(" name=" + name + " ")) {
          return line.replaceAll("^id=(\\d+) .*", "$1");
        }
      }
    }
    throw new AssertionError(name + " is not connected");
  }
}
