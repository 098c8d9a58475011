package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import salons.auth.Access;
import salons.auth.Action;
import salons.auth.Policy;
import salons.e2e.Tabs;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.FrameReader;
import salons.protocol.Person;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.room.Bus;
import salons.room.ChangeDraft;
import salons.room.Delivery;
import salons.room.LogPage;
import salons.room.NewRooms;
import salons.room.Presence;
import salons.room.PresenceService;
import salons.room.PublishBatch;
import salons.room.Receipt;
import salons.room.RoomLog;

/** A session without any transport: what it may do, and how it ends. */
final class SessionRightsTest {
  /** Writes down what would go out. */
  private static final class WrittenDown implements Outbound {
    final List<JsonObject> frames = new ArrayList<>();
    final List<Bye> byes = new ArrayList<>();
    boolean endsBeforeTurn;
    final Replies replies = new JsonReplies(
        text -> frames.add(new JsonObject(new String(text, StandardCharsets.UTF_8))));

    @Override
    public Replies replies() {
      return replies;
    }

    @Override
    public void deliver(Delivery delivery) {}

    @Override
    public void end(Bye bye) {
      byes.add(bye);
    }

    @Override
    public boolean isEnded() {
      return !byes.isEmpty();
    }

    @Override
    public void pause(Pause why) {}

    @Override
    public void resume(Pause why) {}

    @Override
    public void whenReady(Supplier<Future<Void>> next) {}

    @Override
    public void inTurn(Runnable work) {
      if (endsBeforeTurn) {
        end(Bye.comeBack(Bye.Reason.TOO_SLOW, 1));
      }
      work.run();
    }

    @Override
    public void afterFlush(@Nullable Runnable flushed) {}
  }

  /** Takes everything, and answers what is published when the test says so. */
  private static final class EmptyLog implements RoomLog, PresenceService {
    final List<PublishBatch> published = new ArrayList<>();
    final List<ChangeDraft> changes = new ArrayList<>();

    @Override
    public void publish(List<PublishBatch> batches) {
      published.addAll(batches);
    }

    @Override
    public Future<Receipt> change(ChangeDraft draft) {
      changes.add(draft);
      return Future.succeededFuture(new Receipt(7, 8, false));
    }

    @Override
    public Future<LogPage> attach(RoomName room) {
      return Future.succeededFuture(new LogPage(new Position("e", 0), 1, List.of()));
    }

    @Override
    public Future<Boolean> knows(RoomName room) {
      return Future.succeededFuture(true);
    }

    @Override
    public void detach(RoomName room) {}

    @Override
    public Future<Void> compare(RoomName room) {
      return Future.succeededFuture();
    }

    @Override
    public Future<LogPage> read(LogPage.Request request) {
      return attach(request.room());
    }

    @Override
    public Future<Presence> enter(RoomName room, Person person) {
      return Future.succeededFuture(new Presence(1, 1, List.of(person.encoded())));
    }

    @Override
    public Future<Presence> peek(RoomName room, Person person) {
      return enter(room, person);
    }

    @Override
    public Future<Presence> look(RoomName room) {
      return Future.succeededFuture(Presence.UNKNOWN);
    }

    @Override
    public Future<Boolean> hasNamesake(RoomName room, Person person) {
      return Future.succeededFuture(false);
    }

    @Override
    public void leave(RoomName room, Person person, boolean abruptly) {}

    @Override
    public void typing(RoomName room, Person person, boolean on) {}
  }

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final EmptyLog log = new EmptyLog();
  private final WrittenDown out = new WrittenDown();
  private final List<Refusal.Code> refused = new ArrayList<>();
  private Session session;
  private Session ofRequired;

  @BeforeEach
  void start() {
    Bus bus = new Bus(vertx);
    Tabs.await(bus.serve((RoomLog) log));
    Tabs.await(bus.serve((PresenceService) log));
    Policy policy = (principal, action, room) -> switch (room.value()) {
      case "private" -> false;
      case "read-only" -> action == Action.READ;
      case "moderated" -> action != Action.MODERATE;
      default -> true;
    };
    Access access = new Access(policy, Optional.empty(), false, 10);
    WebMeters meters = new WebMeters() {
      @Override
      public void refused(Refusal.Code code) {
        refused.add(code);
      }
    };
    TestSettings settings = new TestSettings();
    session = new Session(settings.loop(context, bus, access, meters), out, NewRooms.UNLIMITED);
    Access required = new Access(policy, Optional.empty(), true, 10);
    ofRequired =
        new Session(settings.loop(context, bus, required, meters), out, NewRooms.UNLIMITED);
  }

  @Test
  void who_shows_no_token_in_time_is_sent_away_where_one_is_required() {
    onLoop(() -> ofRequired.tick(9));
    assertThat(out.byes).isEmpty();
    onLoop(() -> ofRequired.tick(10));
    assertThat(out.byes).extracting(Bye::reason).containsExactly(Bye.Reason.UNAUTHORIZED);
    assertThat(CloseCode.of(Bye.Reason.UNAUTHORIZED).code).isEqualTo((short) 4401);
    onLoop(() -> session.tick(1_000));
    assertThat(out.byes).hasSize(1);
  }

  @AfterEach
  void close() {
    Tabs.await(vertx.close());
  }

  @Test
  void who_may_not_read_a_room_is_not_let_in() {
    say("{'type':'join','id':'j','room':'private','user':'Ana'}");
    assertThat(awaitFrame("error"))
        .isEqualTo(new JsonObject()
            .put("type", "error")
            .put("id", "j")
            .put("code", "forbidden")
            .put("message", "You may not read private: you do not have the right 'read' there."));
    assertThat(refused).containsExactly(Refusal.Code.FORBIDDEN);
  }

  @Test
  void who_may_only_read_a_room_hears_it_and_cannot_speak_or_be_seen_writing() {
    say("{'type':'join','room':'read-only','user':'Ana'}");
    assertThat(awaitFrame("joined").getString("room")).isEqualTo("read-only");
    say("{'type':'typing','id':'t','room':'read-only','on':true}");
    say("{'type':'message','id':'m','room':'read-only','text':'x'}");
    say("{'type':'edit','id':'e','room':'read-only','seq':1,'text':'x'}");
    say("{'type':'delete','id':'d','room':'read-only','seq':1}");
    say("{'type':'react','id':'r','room':'read-only','seq':1,'emoji':'😀','on':true}");
    say("{'type':'ping','id':'p'}");
    awaitFrame("pong");
    assertThat(out.frames.stream().filter(frame -> "forbidden".equals(frame.getString("code"))))
        .extracting(frame -> frame.getString("id"))
        .containsExactly("t", "m", "e", "d", "r");
    assertThat(log.published).isEmpty();
    assertThat(log.changes).isEmpty();
  }

  @Test
  void the_log_is_told_who_may_delete_what_others_said() {
    for (String room : List.of("open", "moderated")) {
      out.frames.clear();
      say("{'type':'join','room':'" + room + "','user':'Ana'}");
      awaitFrame("joined");
      say("{'type':'delete','id':'d','room':'" + room + "','seq':1}");
      assertThat(awaitFrame("ack"))
          .isEqualTo(new JsonObject()
              .put("type", "ack")
              .put("id", "d")
              .put("room", room)
              .put("seq", 7)
              .put("at", 8));
    }
    assertThat(log.changes).extracting(ChangeDraft::isModerator).containsExactly(true, false);
  }

  @Test
  void a_drained_session_ends_when_all_that_it_said_is_answered() {
    say("{'type':'join','room':'open','user':'Ana'}");
    awaitFrame("joined");
    say("{'type':'message','id':'m','room':'open','text':'x'}");
    await("the message on its way", () -> log.published.size() == 1);
    onLoop(session.inFlight()::drain);
    assertThat(out.byes).isEmpty();
    log.published.get(0).outcome().complete(List.of(new Receipt(1, 2, false)));
    assertThat(awaitFrame("ack").getLong("seq")).isEqualTo(1);
    await("the goodbye", () -> !out.byes.isEmpty());
    assertThat(out.byes.get(0).reason()).isEqualTo(Bye.Reason.RESTARTING);
    assertThat(out.byes.get(0).retryAfterMs()).isBetween(0L, 3_000L);
  }

  @Test
  void no_page_is_made_for_who_is_gone_when_its_turn_comes() {
    say("{'type':'join','room':'open','user':'Ana'}");
    awaitFrame("joined");
    say("{'type':'history','room':'open','before':9}");
    awaitFrame("history");
    out.frames.clear();
    out.endsBeforeTurn = true;
    say("{'type':'history','room':'open','before':9}");
    assertThat(out.isEnded()).isTrue();
    assertThat(out.frames).isEmpty();
  }

  private void say(String frame) {
    byte[] json = frame.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ClientFrame read = new FrameReader().read(json, 0, json.length);
    onLoop(() -> read.applyTo(session));
  }

  @salons.e2e.CanIgnoreReturnValue
  private JsonObject awaitFrame(String type) {
    JsonObject[] found = {null};
    await(type, () -> {
      found[0] = out.frames.stream()
          .filter(frame -> frame.getString("type").equals(type))
          .findFirst()
          .orElse(null);
      return found[0] != null;
    });
    return found[0];
  }

  private void await(String what, BooleanSupplier condition) {
    boolean[] holds = {false};
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!holds[0]) {
      assertThat(System.nanoTime()).as("in time: %s", what).isLessThan(end);
      onLoop(() -> holds[0] = condition.getAsBoolean());
    }
  }

  private void onLoop(Runnable work) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(run -> {
      work.run();
      done.complete();
    });
    Tabs.await(done.future());
  }
}
