package salons.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import salons.room.AdminOrder;
import salons.room.Administration.Ask;
import salons.room.Bus;

/**
 * Hands orders of administrators to all instances, over a channel of their own: {@code <kind> <number> <id>}; whoever carried it out answers
 * {@code done <number>} there. Everything on the event loop of the verticle that made it.
 */
final class Orders implements Subscriber.Listener {
  /** How long an instance has to say that it did. */
  private static final long WITHIN_MS = 2_000;

  private static final String DONE = "DONE";
  private static final int LONGEST = 512;
  private static final Pattern WORD = Pattern.compile("[!-~]+");

  private final Vertx vertx;
  private final Bus bus;
  private final RedisConnector connector;
  private final Subscriber subscriber;
  private final Unreadable unreadable;
  private final Map<String, Promise<Boolean>> asked = new HashMap<>();

  Orders(
      Vertx vertx,
      Bus bus,
      RedisConnector connector,
      Subscriber subscriber,
      Unreadable unreadable) {
    this.vertx = vertx;
    this.bus = bus;
    this.connector = connector;
    this.subscriber = subscriber;
    this.unreadable = unreadable;
  }

  void open() {
    subscriber.subscribe(Keys.ORDERS, this);
  }

  /** See {@link salons.room.Administration#order}. */
  Future<Boolean> give(Ask ask) {
    String number = UUID.randomUUID().toString();
    Promise<Boolean> done = Promise.promise();
    asked.put(number, done);
    vertx.setTimer(WITHIN_MS, timer -> done.tryComplete(false));
    publish(ask.kind() + " " + number + " " + ask.of()).onFailure(done::tryFail);
    return done.future().onComplete(over -> asked.remove(number));
  }

  private Future<?> publish(String text) {
    return connector.send(Request.cmd(Command.PUBLISH).arg(Keys.ORDERS).arg(text));
  }

  @Override
  public void subscribed() {
    // What was asked for meanwhile was answered by nobody, and is asked for again.
  }

  @Override
  public void published(byte[] payload) {
    String[] words = new String(payload, 0, Math.min(payload.length, LONGEST), UTF_8).split(" ", 3);
    if (words.length == 2 && words[0].equals(DONE)) {
      Promise<Boolean> done = asked.get(words[1]);
      if (done != null) {
        done.tryComplete(true);
      }
      return;
    }
    try {
      obey(AdminOrder.Kind.valueOf(words[0]), words[1], words[2]);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      unreadable.skip("order", "on " + Keys.ORDERS);
    }
  }

  private void obey(AdminOrder.Kind kind, String number, String of) {
    if (!WORD.matcher(number + of).matches()) {
      throw new IllegalArgumentException("no order");
    }
    Context own = vertx.getOrCreateContext();
    bus.publish(new AdminOrder(
        kind,
        of,
        () -> own.runOnContext(hop -> publish(DONE + " " + number).onFailure(nobodyIsTold -> {}))));
  }
}
