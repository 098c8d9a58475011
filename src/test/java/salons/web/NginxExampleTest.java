package salons.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import salons.e2e.Cluster;
import salons.e2e.EventStream;
import salons.e2e.Issuer;
import salons.e2e.RawHttp;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.embedded.FreePort;

/** The example of an nginx that hands on who somebody is, as it lies in the repository. */
@Tag("process")
final class NginxExampleTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(
      1, "auth.jwt.secret", Issuer.SECRET, "auth.required", "true", "proxy.trusted", "127.0.0.1");

  @TempDir
  Path folder;

  private final String room = Cluster.room();
  private final String token = Issuer.token(Issuer.about("ana", "Ana"));
  private final String cookie = "salons_token=" + token;
  private int port;
  private Process nginx;

  @BeforeEach
  void start() throws IOException {
    assumeThat(hasNginx()).isTrue();
    port = FreePort.reserve();
    String example = Files.readString(Path.of("examples/nginx-tokens.conf"))
        .replace("listen 80;", "listen 127.0.0.1:" + port + ";")
        .replace("127.0.0.1:3000", "127.0.0.1:" + cluster.port(0))
        .replace("/var/log/nginx/", folder + "/");
    Path all = folder.resolve("nginx.conf");
    Files.writeString(
        all,
        "daemon off; master_process off; pid nginx.pid; error_log error.log;\n"
            + "events {}\nhttp { client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f;"
            + " uwsgi_temp_path u; scgi_temp_path s;\n" + example + "}\n");
    nginx = new ProcessBuilder("nginx", "-p", folder.toString(), "-c", all.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!listens()) {
      assertThat(nginx.isAlive()).as(Files.readString(folder.resolve("output"))).isTrue();
      assertThat(System.nanoTime()).as("nginx never listened").isLessThan(deadline);
    }
  }

  @AfterEach
  void stop() {
    if (nginx != null) {
      nginx.destroy();
      nginx.onExit().join();
    }
  }

  private static boolean hasNginx() {
    try {
      return new ProcessBuilder("nginx", "-v").start().onExit().join().exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean listens() {
    try {
      return get("/health/live").status() == 200;
    } catch (java.io.UncheckedIOException notYet) {
      return false;
    }
  }

  private RawHttp.Answer get(String path, String... headers) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Host: localhost:" + port;
    return RawHttp.get(port, path, all);
  }

  @Test
  void whoever_has_the_cookie_is_known_and_nobody_else_is_let_in() throws IOException {
    assertThat(get("/api/rooms").status()).isEqualTo(401);
    assertThat(get("/api/rooms", "Cookie: a=b; " + cookie).status()).isEqualTo(200);
    assertThat(get("/api/rooms", "Cookie: salons_token=x.y.z").status()).isEqualTo(401);
    Tab ana = Tabs.await(cluster
        .tabs()
        .open(new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .putHeader("Origin", "http://127.0.0.1:" + port)
            .putHeader("Cookie", cookie)));
    JsonObject joined = ana.join(room, "whoever");
    assertThat(joined.getString("user")).isEqualTo("Ana");
    assertThat(joined.getBoolean("verified")).isTrue();
    try (EventStream stream = EventStream.open(
        cluster.tabs(), port, "/api/rooms/" + room + "/events", "Cookie", cookie)) {
      stream.awaitBegin();
      ana.say(room, "through nginx");
      stream.awaitText("through nginx");
    }
  }

  @Test
  void a_token_of_the_requests_own_goes_before_the_cookie_and_stands_in_no_access_log()
      throws IOException {
    assertThat(get("/api/rooms", "Authorization: Bearer x.y.z", "Cookie: " + cookie)
            .status())
        .isEqualTo(401);
    assertThat(get("/api/rooms", "Authorization: Bearer " + token, "Cookie: salons_token=x")
            .status())
        .isEqualTo(200);
    assertThat(get("/api/rooms?access_token=" + token, "Cookie: " + cookie).status())
        .isEqualTo(200);
    stop();
    assertThat(Files.readString(folder.resolve("salons.log"), UTF_8))
        .contains("\"GET /api/rooms\" 200")
        .doesNotContain(token.substring(token.lastIndexOf('.')));
  }
}
