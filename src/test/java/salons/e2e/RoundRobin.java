package salons.e2e;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A balancer that sends each request to the next server, on connections that it keeps, and knows of no session. */
public final class RoundRobin implements AutoCloseable {
  private static final int CONNECTIONS = 100;

  private final Vertx vertx = Vertx.vertx();
  private final List<Integer> ports;
  private final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server;

  public RoundRobin(List<Integer> ports) {
    this.ports = new CopyOnWriteArrayList<>(ports);
    HttpProxy proxy = HttpProxy.reverseProxy(vertx.createHttpClient(
            new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS)))
        .origin(OriginRequestProvider.selector(context ->
            Future.succeededFuture(SocketAddress.inetSocketAddress(next(), "127.0.0.1"))));
    server = Tabs.await(vertx.createHttpServer().requestHandler(proxy).listen(0, "127.0.0.1"));
  }

  public int port() {
    return server.actualPort();
  }

  /** No further request goes there. */
  public void leaveOut(int port) {
    ports.removeIf(each -> each == port);
  }

  private int next() {
    return ports.get(Math.floorMod(requests.getAndIncrement(), ports.size()));
  }

  @Override
  public void close() {
    Tabs.await(vertx.close());
  }
}
