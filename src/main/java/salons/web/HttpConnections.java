package salons.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.async.FairQueue;
import salons.web.Addresses.Address;

/**
 * The connections of one event loop, from the moment they were accepted: where each comes from, whether one more may come from there,
 * and that its requests come in time and one after the other. Confined to that loop.
 */
final class HttpConnections {
  static final String FORWARDED_FOR = "X-Forwarded-For";

  private static final byte[] TOO_MANY =
      Problem.closing(429, "Too Many Requests", Addresses.TOO_MANY_CONNECTIONS);

  /** Marks a connection that another instance made, to hand on what clients ask. */
  private static final AttributeKey<Boolean> RELAY = AttributeKey.valueOf("salons.relay");

  private static final byte[] NOBODY_BEHIND = "PROXY UNKNOWN\r\n".getBytes(US_ASCII);

  private final TrustedProxies proxies;
  private final boolean proxyProtocol;
  private final RelaySecret relaySecret;
  private final Addresses addresses;
  private final HttpTimeouts timeouts;
  private final FairQueue turns;

  /**
   * @param turns in which pipelined requests are handled
   */
  HttpConnections(
      WebSettings settings, Addresses addresses, HttpTimeouts timeouts, FairQueue turns) {
    this.proxies = settings.proxies();
    this.proxyProtocol = settings.proxyProtocol();
    this.relaySecret = settings.relaySecret();
    this.addresses = addresses;
    this.timeouts = timeouts;
    this.turns = turns;
  }

  /** To be called before anything of it is read. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void accepted(HttpConnection accepted) {
    if (!(accepted instanceof ConnectionBase connection)) {
      return;
    }
    Channel channel = connection.channel();
    timeouts.watch(channel, RequestDecoder.install(channel, turns));
    ClientAddress peer = ClientAddress.of(accepted.remoteAddress(true));
    if (!proxyProtocol) {
      takeOrRefuse(peer, channel);
    } else if (proxies.isEmpty() || proxies.trusts(peer)) {
      ProxyHeader.expect(channel, client -> told(connection, peer, client));
    } else {
      channel.close();
    }
  }

  /** Whether there may be one more. */
  private boolean told(
      ConnectionBase connection, ClientAddress peer, @Nullable ClientAddress client) {
    Channel channel = connection.channel();
    if (client != null) {
      channel
          .attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE)
          .set(SocketAddress.inetSocketAddress(0, client.toString()));
    }
    takeOrRefuse(client == null ? peer : client, channel);
    return channel.isOpen();
  }

  /** A proxy has as many as its clients want; those are counted when it is known whose they are. */
  private void takeOrRefuse(ClientAddress client, Channel channel) {
    if (!proxies.trusts(client) && addresses.connect(client, channel) == null) {
      // Past whatever stands in the pipeline, which expects a request before.
      channel
          .pipeline()
          .firstContext()
          .writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** To be called with a new connection to another instance that wants a header of the PROXY protocol first. */
  static void introduce(HttpConnection made) {
    if (made instanceof ConnectionBase connection) {
      connection
          .channel()
          .pipeline()
          .firstContext()
          .writeAndFlush(Unpooled.wrappedBuffer(NOBODY_BEHIND))
          .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }

  /**
   * Whether another instance hands the request on: that has judged whether it may come, and told where its client is. Its connection is
   * for many clients, and does not count.
   */
  boolean isRelayed(HttpServerRequest request) {
    boolean relayed = relaySecret.isIn(request);
    if (relayed && request.connection() instanceof ConnectionBase connection) {
      Channel channel = connection.channel();
      ClientAddress peer = ClientAddress.of(request.remoteAddress());
      boolean isNew = channel.attr(RELAY).setIfAbsent(true) == null;
      if (isNew && channel.isOpen() && !proxies.trusts(peer)) {
        addresses.uncount(peer, channel);
      }
    }
    return relayed;
  }

  /** Where the client of a request is. */
  ClientAddress client(HttpServerRequest request) {
    ClientAddress peer = ClientAddress.of(request.remoteAddress());
    List<String> forwardedFor = request.headers().getAll(FORWARDED_FOR);
    if (relaySecret.isIn(request)) {
      ClientAddress named = ClientAddress.parse(String.join("", forwardedFor));
      return named == null ? peer : named;
    }
    if (!forwardedFor.isEmpty() && !proxies.trusts(peer)) {
      addresses.untrusted(peer);
    }
    return proxies.client(peer, forwardedFor);
  }

  /** The address of a request that becomes a lasting connection; null when there are too many from there. */
  @Nullable
  Address lasting(HttpServerRequest request) {
    ClientAddress peer = ClientAddress.of(request.remoteAddress());
    ClientAddress client = client(request);
    // A proxy that does not tell whom it speaks for may have as many as it wants.
    boolean counted =
        !relaySecret.isIn(request) && (!proxies.trusts(peer) || proxies.trusts(client));
    return counted || !(request.connection() instanceof ConnectionBase connection)
        ? addresses.of(client)
        : addresses.connect(client, connection.channel());
  }

  /** The address of a request that is answered at once. */
  Address address(HttpServerRequest request) {
    return addresses.of(client(request));
  }

  /** The address of a request that begins to poll, counted until it is {@linkplain Address#disconnected told}; null as above. */
  @Nullable
  Address polling(HttpServerRequest request) {
    return addresses.connect(client(request));
  }

  /** The connection of a request does not speak HTTP any more. */
  void upgraded(HttpServerRequest request) {
    if (request.connection() instanceof ConnectionBase connection) {
      HttpTimeouts.release(connection.channel().pipeline());
    }
  }

  /** Closes the connection of a request at once, whatever waits to be written. */
  static void cut(HttpServerRequest request) {
    if (request.connection() instanceof ConnectionBase connection) {
      // Past the handlers: that of Vert.x closes behind what waits, which nobody may ever take.
      Channel.Unsafe channel = connection.channel().unsafe();
      channel.close(channel.voidPromise());
    }
  }

  /** Takes a request into account; 0, or how long it is to wait, in nanoseconds. */
  long request(HttpServerRequest request) {
    return addresses.request(client(request));
  }
}
