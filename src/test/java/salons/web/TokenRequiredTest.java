package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Issuer;
import salons.e2e.RawHttp;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** An instance where nobody is let in without a token. */
final class TokenRequiredTest {
  @RegisterExtension
  static Cluster cluster = Cluster.of(1, "auth.jwt.secret", Issuer.SECRET, "auth.required", "true");

  private final String room = Cluster.room();

  @Test
  void it_says_so_and_does_nothing_for_who_shows_none() {
    Tab tab = Tabs.await(cluster.tabs().open(cluster.port(0)));
    JsonObject welcome = tab.await("welcome");
    assertThat(welcome.getString("auth")).isEqualTo("required");
    assertThat(welcome.getString("mode")).isEqualTo("log");
    JsonObject refused =
        tab.ask(new JsonObject().put("type", "join").put("room", room).put("user", "Ana"));
    assertThat(refused.getString("code")).isEqualTo("unauthorized");
    tab.send(hello(Issuer.token(Issuer.about("ana"))));
    assertThat(tab.join(room, "Ana").getString("by")).isEqualTo("ana");
  }

  @Test
  void a_bad_token_is_told_and_the_connection_closed() {
    Tab tab = cluster.tab(0);
    tab.send(hello("x.y.z"));
    tab.awaitError("unauthorized");
    assertThat(tab.await("bye").getString("reason")).isEqualTo("unauthorized");
    assertThat(tab.awaitClose()).isEqualTo(4401);
    Tab none = cluster.tab(0);
    none.send(new JsonObject().put("type", "hello"));
    assertThat(none.awaitClose()).isEqualTo(4401);
    Tab handshake = Tabs.await(cluster
        .tabs()
        .open(new WebSocketConnectOptions()
            .setPort(cluster.port(0))
            .putHeader("Authorization", "Bearer x.y.z")));
    assertThat(handshake.awaitClose()).isEqualTo(4401);
  }

  @Test
  void a_token_that_cannot_renew_leaves_the_one_that_holds() {
    Tab tab = cluster.tab(0);
    tab.send(hello(Issuer.token(Issuer.about("ana"))));
    tab.send(hello("x.y.z"));
    tab.awaitError("unauthorized");
    assertThat(tab.join(room, "Ana").getString("by")).isEqualTo("ana");
  }

  @Test
  void a_client_of_socket_io_is_not_connected_without_one() {
    EngineSocket socket = new EngineSocket(cluster.port(0));
    socket.say("40");
    assertThat(socket.hear("44")).contains("\"message\":\"unauthorized\"", "\"data\":{");
    socket.say("40{\"token\":\"" + Issuer.token(Issuer.about("ana")) + "\"}");
    assertThat(socket.hear("40")).contains("sid");
  }

  @Test
  void nothing_is_told_over_http_without_one() {
    for (String path : new String[] {"/api/rooms", "/api/cluster"}) {
      RawHttp.Answer refused = RawHttp.get(cluster.port(0), path, "Host: localhost");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("unauthorized");
      String token = "Authorization: Bearer " + Issuer.token(Issuer.about("ana"));
      assertThat(RawHttp.get(cluster.port(0), path, "Host: localhost", token).status())
          .isEqualTo(200);
    }
    assertThat(RawHttp.get(cluster.port(0), "/health/live", "Host: localhost").status())
        .isEqualTo(200);
  }

  private static JsonObject hello(String token) {
    return new JsonObject().put("type", "hello").put("token", token);
  }
}
