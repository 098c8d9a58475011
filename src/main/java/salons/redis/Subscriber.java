package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import salons.protocol.RoomName;
import salons.room.Feed;

/** The connection that listens to the channels of the rooms held here, and listens to all of them again when it comes back. */
final class Subscriber {
  /** What becomes of a room's channel. */
  interface Listener {
    /** Redis confirmed: what is published from now on arrives. */
    void subscribed();

    void published(Feed.Burst burst);
  }

  private static final int CHANNELS_PER_COMMAND = 500;

  private final RedisLink link;

  // Owned by the verticle's event loop.
  private final Map<RoomName, Listener> listeners = new HashMap<>();

  Subscriber(Vertx vertx, RedisAddress address, String name) {
    link = new RedisLink(vertx, address, name, this::subscribeToAll);
  }

  void open() {
    link.open();
  }

  Future<Void> close() {
    return link.close();
  }

  void subscribe(RoomName room, Listener listener) {
    listeners.put(room, listener);
    sendIfUp(Request.cmd(Command.SUBSCRIBE).arg(Keys.of(room).channel()));
  }

  void unsubscribe(RoomName room) {
    listeners.remove(room);
    sendIfUp(Request.cmd(Command.UNSUBSCRIBE).arg(Keys.of(room).channel()));
  }

  private void subscribeToAll(RedisConnection connection) {
    connection.handler(this::pushed);
    Iterator<RoomName> rooms = List.copyOf(listeners.keySet()).iterator();
    while (rooms.hasNext()) {
      Request subscribe = Request.cmd(Command.SUBSCRIBE);
      for (int i = 0; i < CHANNELS_PER_COMMAND && rooms.hasNext(); i++) {
        subscribe = subscribe.arg(Keys.of(rooms.next()).channel());
      }
      sendIfUp(subscribe);
    }
  }

  private void sendIfUp(Request request) {
    if (link.isUp()) {
      // That the command was written says nothing: Redis confirms each channel by a push, and a
      // fallen connection starts anew.
      Consumer<Throwable> startsAnew = failure -> {};
      link.send(request).onFailure(startsAnew::accept);
    }
  }

  private void pushed(Response push) {
    if (push.type() != ResponseType.PUSH && push.type() != ResponseType.MULTI || push.size() != 3) {
      return;
    }
    String kind = push.get(0).toString();
    if (kind.equals("message")) {
      Listener listener = listeners.get(Keys.roomOf(push.get(1).toBuffer()));
      if (listener != null) {
        listener.published(burst(push.get(2).toBytes()));
      }
    } else if (kind.equals("subscribe")) {
      Listener listener = listeners.get(Keys.roomOf(push.get(1).toBuffer()));
      if (listener != null) {
        listener.subscribed();
      }
    }
  }

  /** Reads what publish.lua published. */
  static Feed.Burst burst(byte[] payload) {
    int lineEnd = indexOf(payload, (byte) '\n', 0);
    String[] header = new String(payload, 0, lineEnd, StandardCharsets.US_ASCII).split(" ", 2);
    List<byte[]> frames = new ArrayList<>();
    while (lineEnd < payload.length) {
      int start = lineEnd + 1;
      lineEnd = indexOf(payload, (byte) '\n', start);
      frames.add(Arrays.copyOfRange(payload, start, lineEnd));
    }
    return new Feed.Burst(header[0], Long.parseLong(header[1]), frames);
  }

  private static int indexOf(byte[] bytes, byte wanted, int from) {
    int i = from;
    while (i < bytes.length && bytes[i] != wanted) {
      i++;
    }
    return i;
  }
}
