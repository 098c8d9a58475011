package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection that subscribes to channels, and to all of them again when it comes back. Listeners are called on its event loop. */
final class Subscriber {
  /** What becomes of a channel. */
  interface Listener {
    /** Redis confirmed: what is published from now on arrives. Called again whenever the connection came back. */
    void subscribed();

    void published(byte[] payload);
  }

  private static final Logger log = LoggerFactory.getLogger(Subscriber.class);
  private static final int CHANNELS_PER_COMMAND = 500;

  private final RedisConnector connector;
  private final RedisMeters meters;

  private final Consumer<RedisFailure> onFailure;

  // Owned by the verticle's event loop.
  private final Map<String, Listener> listeners = new HashMap<>();
  private boolean refused;

  /**
   * @param onFailure given why there is no connection, or which refusal Redis answered on it
   */
  Subscriber(
      Vertx vertx,
      RedisAddress address,
      String name,
      Consumer<RedisFailure> onFailure,
      RedisMeters meters) {
    this.meters = meters;
    this.onFailure = onFailure;
    connector = new RedisConnector(vertx, address, name, new RedisConnector.Owner() {
      @Override
      public void up(RedisConnection made) {
        subscribeToAll(made);
      }

      @Override
      public void failed(RedisFailure why) {
        onFailure.accept(why);
      }
    });
  }

  void open() {
    connector.open();
  }

  Future<Void> close() {
    return connector.close();
  }

  void subscribe(String channel, Listener listener) {
    listeners.put(channel, listener);
    sendIfUp(Request.cmd(Command.SUBSCRIBE).arg(channel));
  }

  void unsubscribe(String channel) {
    listeners.remove(channel);
    sendIfUp(Request.cmd(Command.UNSUBSCRIBE).arg(channel));
  }

  /** Redis is there: ends the back-off, if this connection is in one. */
  void retryNow() {
    connector.retryNow();
  }

  boolean isUp() {
    return connector.isUp();
  }

  /** Whether Redis refused a channel on this connection: then rooms may be unheard, whatever else is heard. */
  boolean isRefused() {
    return refused;
  }

  /** See {@link RedisConnector#proven}. */
  void proven() {
    connector.proven();
  }

  /** Makes a new connection: this one does not bring what it should. */
  void reset() {
    connector.reset();
  }

  private void subscribeToAll(RedisConnection connection) {
    refused = false;
    meters.connected("subscriber");
    connection.handler(this::pushed);
    Map<Integer, List<String>> groups =
        listeners.keySet().stream().collect(Collectors.groupingBy(Keys::commandGroup));
    groups.values().forEach(this::subscribe);
  }

  /** To channels of one group. */
  private void subscribe(List<String> channels) {
    for (int from = 0; from < channels.size(); from += CHANNELS_PER_COMMAND) {
      int to = Math.min(from + CHANNELS_PER_COMMAND, channels.size());
      Request subscribe = Request.cmd(Command.SUBSCRIBE);
      channels.subList(from, to).forEach(subscribe::arg);
      sendIfUp(subscribe);
    }
  }

  private void sendIfUp(Request request) {
    if (connector.isUp()) {
      // Redis confirms each channel by a push; when this connection falls, the next one subscribes
      // to all.
      connector.send(request).onFailure(fallen -> {});
    }
  }

  private void pushed(@Nullable Response push) {
    if (push == null) {
      return;
    }
    if (push.type() == ResponseType.ERROR) {
      refused = true;
      onFailure.accept(RedisFailure.ofRefusal(push.toString()));
      return;
    }
    if (push.type() != ResponseType.PUSH && push.type() != ResponseType.MULTI || push.size() != 3) {
      return;
    }
    Listener listener = listeners.get(push.get(1).toString());
    if (listener == null) {
      return;
    }
    try {
      tell(listener, push);
    } catch (RuntimeException e) {
      // Thrown on, it would end in the client's parser, which then loses the next push or the
      // connection.
      log.error("What came over {} was not taken in", push.get(1), e);
    }
  }

  private static void tell(Listener listener, Response push) {
    switch (push.get(0).toString()) {
      case "message" -> listener.published(push.get(2).toBytes());
      case "subscribe" -> listener.subscribed();
      default -> {}
    }
  }
}
