package salons.web;

import io.vertx.core.Context;
import java.util.Optional;
import salons.auth.Access;
import salons.engineio.EngineSettings;
import salons.room.Bus;
import salons.room.RoomMeters;

/** What the web side is told in a test: what it is by default, without limits, but for what the test sets. */
final class TestSettings {
  int port = 1;
  LivenessTimes liveness = LivenessTimes.DEFAULT;
  RateLimits limits = RateLimits.NONE;
  HttpTimes http = HttpTimes.DEFAULT;
  TrustedProxies proxies = TrustedProxies.NONE;
  boolean proxyProtocol;
  RelaySecret relaySecret = RelaySecret.random();
  EngineSettings engine = EngineSettings.DEFAULT;

  WebSettings toSettings() {
    return new WebSettings(
        "i",
        "v",
        "127.0.0.1",
        port,
        10,
        KnownHosts.NONE,
        liveness,
        limits,
        http,
        proxies,
        proxyProtocol,
        relaySecret,
        engine,
        Optional.empty(),
        Optional.empty());
  }

  /** A loop that was told this, and whose clients may have a megabyte. */
  LoopContext loop(Context context, Bus bus, Access access, WebMeters meters) {
    Budget budget = new Budget(1 << 20);
    return new LoopContext(
        context, bus, toSettings(), access, meters, RoomMeters.NONE, budget, budget);
  }
}
