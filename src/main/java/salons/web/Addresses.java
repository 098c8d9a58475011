package salons.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import salons.async.TokenBucket;
import salons.async.TokenBucket.Rate;
import salons.protocol.ClientFrame;
import salons.protocol.Refusal;
import salons.room.NewRooms;

/** What each address has and asks for of this instance, over all its event loops. Thread-safe. */
public final class Addresses {
  /** What whoever gets no further connection is told. */
  static final Refusal TOO_MANY_CONNECTIONS = new Refusal(
      Refusal.Code.RATE_LIMITED, "There are too many connections from this address.", 30_000L);

  /** How often somebody may err in a secret. */
  private static final Rate WRONG_SECRETS = new Rate(10, 0.1);

  private final int mostConnections;
  private final @Nullable Rate newRooms;
  private final @Nullable Rate requests;
  private final FrameLimits.Rates frames;
  private final Map<Long, Address> all = new ConcurrentHashMap<>();
  private final RefusalLog log = new RefusalLog();
  private final AtomicBoolean saidUntrusted = new AtomicBoolean();

  public Addresses(RateLimits limits) {
    this.mostConnections = limits.connectionsPerAddress();
    this.newRooms = limits.rooms();
    this.requests = limits.requests();
    this.frames = FrameLimits.Rates.of(limits);
  }

  /** Counts a connection until its channel is closed, however that comes; null when its address has as many as it may. */
  @Nullable
  Address connect(ClientAddress client, Channel channel) {
    Address address = connect(client);
    if (address != null) {
      channel.closeFuture().addListener(address);
    }
    return address;
  }

  /** The same until it is {@linkplain Address#disconnected told}. */
  @Nullable
  Address connect(ClientAddress client) {
    AtomicInteger count = new AtomicInteger();
    Address address = all.compute(client.network(), (network, known) -> {
      Address one = known == null ? new Address(network) : known;
      count.set(++one.connections);
      return one;
    });
    if (mostConnections > 0 && count.get() > mostConnections && !client.isLoopback()) {
      address.disconnected();
      log.warn(client + " has " + mostConnections
          + " connections, and gets no more (setting connections.per.address)");
      return null;
    }
    return address;
  }

  /** A connection that was {@linkplain #connect(ClientAddress, Channel) counted} is none of its address. */
  void uncount(ClientAddress client, Channel channel) {
    Address address = of(client);
    channel.closeFuture().removeListener(address);
    address.disconnected();
  }

  /** Where a connection that counts already comes from. */
  Address of(ClientAddress client) {
    return all.computeIfAbsent(client.network(), Address::new);
  }

  /** Takes a request of an address; 0, or how long it is to wait, in nanoseconds. */
  long request(ClientAddress client) {
    return requests == null ? 0 : of(client).request(requests);
  }

  /** Tells the operator, once, that somebody speaks for others and is not believed: most likely a proxy that nobody named. */
  void untrusted(ClientAddress peer) {
    if (saidUntrusted.compareAndSet(false, true)) {
      log.warn(peer + " sends X-Forwarded-For; if it is your proxy, name it in the setting"
          + " proxy.trusted, or all who come by it count as one address");
    }
  }

  /** Forgets those of whom there is nothing to know; to be called now and then. */
  void sweep() {
    all.keySet().forEach(this::forgetIfIdle);
  }

  /** How many there is something to know of. */
  int size() {
    return all.size();
  }

  private void forgetIfIdle(long network) {
    all.computeIfPresent(network, (key, address) -> address.isIdle() ? null : address);
  }

  /** One address. */
  final class Address implements ChannelFutureListener, NewRooms {
    private final long network;

    /** Changed only while the map holds its place. */
    private int connections;

    // Guarded by this; null while full.
    private @Nullable TokenBucket rooms;
    private @Nullable TokenBucket asked;
    private @Nullable FrameLimits said;
    private @Nullable TokenBucket erred;

    private Address(long network) {
      this.network = network;
    }

    /** One of its connections is closed. */
    @Override
    public void operationComplete(ChannelFuture closed) {
      disconnected();
    }

    void disconnected() {
      all.computeIfPresent(network, (key, address) -> {
        address.connections--;
        return address.isIdle() ? null : address;
      });
    }

    private synchronized boolean isIdle() {
      long now = System.nanoTime();
      return connections == 0
          && (rooms == null || rooms.isFull(now))
          && (erred == null || erred.isFull(now))
          && (asked == null || asked.isFull(now))
          && (said == null || said.areFull(now));
    }

    @Override
    public synchronized long tryTake() {
      if (newRooms == null) {
        return 0;
      }
      rooms = rooms == null ? new TokenBucket(newRooms) : rooms;
      return take(rooms);
    }

    @Override
    public synchronized void putBack() {
      if (rooms != null) {
        rooms.putBack(1);
      }
    }

    /** Nobody on this machine is banned by that: they may be everybody who comes by a proxy. */
    @Override
    public String address() {
      return ClientAddress.isLoopback(network) ? "" : Long.toHexString(network);
    }

    /** As {@link InFlight#admit}, of all that comes from here without a connection of its own. */
    synchronized @Nullable Refusal admit(ClientFrame frame, int bytes) {
      if (frames.areLifted()) {
        return null;
      }
      said = said == null ? new FrameLimits(frames) : said;
      return said.check(frame, bytes, System.nanoTime());
    }

    /** Whoever is here showed a secret that is none. */
    synchronized void wrongSecret() {
      erred = erred == null ? new TokenBucket(WRONG_SECRETS) : erred;
      erred.take(1, System.nanoTime());
    }

    /** 0, or how long until another secret is looked at from here, in nanoseconds. */
    synchronized long untilNextSecret() {
      return erred == null ? 0 : erred.nanosUntil(1, System.nanoTime());
    }

    private synchronized long request(Rate rate) {
      asked = asked == null ? new TokenBucket(rate) : asked;
      return take(asked);
    }

    private static long take(TokenBucket bucket) {
      long now = System.nanoTime();
      long wait = bucket.nanosUntil(1, now);
      if (wait == 0) {
        bucket.take(1, now);
      }
      return wait;
    }
  }
}
