package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Issuer;
import salons.e2e.RawHttp;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** What a token opens on an instance where some rooms are open to all, and how long. */
final class AccessTest {
  @RegisterExtension
  static Cluster cluster = Cluster.of(2, "auth.jwt.secret", Issuer.SECRET, "rooms.open", "open-*");

  private final String open = "open-" + Cluster.room();
  private final String team = "team-" + Cluster.room();

  private static String auth(String token) {
    return token.isEmpty() ? "" : new JsonObject().put("token", token).encode();
  }

  private String token(String rights) {
    JsonObject claims = Issuer.about("ana");
    return switch (rights) {
      case "guest" -> "";
      case "admin" -> Issuer.token(claims.put("admin", true));
      default -> Issuer.token(claims.put("rooms", rooms(rights)));
    };
  }

  private static JsonObject rooms(String rights) {
    JsonArray list = new JsonArray();
    for (String right : rights.isEmpty() ? new String[0] : rights.split(" ", -1)) {
      list.add(right);
    }
    return new JsonObject().put("team-*", list);
  }

  @Test
  void what_is_refused_names_room_and_right() {
    JsonObject refused = cluster.tab(0).ask(join(team, "Ana"));
    assertThat(refused.getString("message")).contains(team, "'read'");
  }

  @Test
  void frames_behind_a_hello_wait_for_it_in_order() {
    Tab watcher = verified(1, "bo", "Bo");
    watcher.join(team, "?");
    Tab ana = cluster.tab(0);
    ana.send(hello(Issuer.token(Issuer.about("ana@id", "Ana").put("rooms", rooms("read write")))));
    ana.send(join(team, "whoever"));
    ana.mutter(team, "one");
    ana.mutter(team, "two");
    assertThat(ana.await("joined").getString("user")).isEqualTo("Ana");
    JsonObject one = watcher.awaitMessage("one");
    assertThat(one.getString("user")).isEqualTo("Ana");
    assertThat(one.getString("by")).isEqualTo("ana@id");
    assertThat(one.getBoolean("verified")).isTrue();
    assertThat(watcher.awaitMessage("two").getLong("seq")).isEqualTo(one.getLong("seq") + 1);
  }

  @Test
  void a_token_that_is_not_valid_is_told_and_leaves_a_guest() {
    Tab tab = cluster.tab(0);
    JsonObject refused = tab.ask(hello(Issuer.token(Issuer.about("ana").put("exp", 1))));
    assertThat(refused.getString("code")).isEqualTo("unauthorized");
    assertThat(refused.getString("message")).isEqualTo("The token has run out.");
    tab.send(new JsonObject().put("type", "hello").put("token", "no token"));
    tab.awaitError("unauthorized");
    tab.join(open, "Ana");
  }

  @Test
  void a_token_may_come_with_the_handshake() {
    Tab ana = Tabs.await(cluster
        .tabs()
        .open(new WebSocketConnectOptions()
            .setPort(cluster.port(0))
            .putHeader("Authorization", "Bearer " + token("read write"))));
    ana.send(join(team, "Ana"));
    assertThat(ana.await("joined").getBoolean("verified")).isTrue();
  }

  @Test
  void who_does_not_renew_is_sent_away_when_the_token_runs_out_and_who_does_stays() {
    String ending = Issuer.token(Issuer.about("ana").put("exp", Issuer.now() - 2));
    Tab leaves = cluster.tab(0);
    Tab stays = cluster.tab(0);
    leaves.send(hello(ending));
    stays.send(hello(ending));
    stays.send(hello(Issuer.token(Issuer.about("ana"))));
    assertThat(leaves.await("bye").getString("reason")).isEqualTo("expired");
    assertThat(leaves.awaitClose()).isEqualTo(4401);
    assertThat(stays.ask(new JsonObject().put("type", "ping")).getString("type"))
        .isEqualTo("pong");
    stays.join(open, "Ana");
  }

  @Test
  void a_connection_does_not_become_somebody_elses() {
    Tab ana = verified(0, "ana", "Ana");
    assertThat(ana.ask(hello(Issuer.token(Issuer.about("bo")))).getString("code"))
        .isEqualTo("unauthorized");
    ana.send(new JsonObject().put("type", "hello"));
    ana.join(team, "?");
  }

  @Test
  void who_loses_a_right_by_a_new_token_leaves_the_room() {
    Tab ana = verified(0, "ana", "Ana");
    ana.join(team, "?");
    ana.send(hello(Issuer.token(Issuer.about("ana", "Ana"))));
    assertThat(ana.await("left").getString("room")).isEqualTo(team);
    ana.awaitError("forbidden");
    Tab bo = verified(1, "bo", "Bo");
    bo.join(team, "?");
    bo.say(team, "secret");
    ana.hearsNothing("what is said there", frame -> "secret".equals(frame.getString("text")));
  }

  @Test
  void a_verified_name_is_its_owners_as_long_as_they_are_there() {
    Tab ana = verified(0, "ana", "Ana");
    JsonObject joined = ana.join(open, "?");
    assertThat(joined.getJsonArray("membersVerified")).isEqualTo(new JsonArray().add(true));
    for (String alike : List.of("Ana", "ANA", "\uff21na")) {
      Tab guest = cluster.tab(1);
      JsonObject refused = guest.ask(join(open, alike));
      assertThat(refused.getString("code")).as(alike).isEqualTo("bad_user");
      assertThat(refused.getString("message")).contains("verified", open);
      guest.send(join(open, alike));
      guest.mutter(open, "I am " + alike);
      guest.awaitError("bad_user");
      guest.awaitError("not_joined");
    }
    Tab other = cluster.tab(1);
    other.join(open, "Anna");
    assertThat(other.ask(join(open, "ana")).getString("code")).isEqualTo("bad_user");
    assertThat(other.say(open, "still Anna").getString("type")).isEqualTo("ack");
    assertThat(ana.awaitMessage("still Anna").getString("user")).isEqualTo("Anna");
    ana.ask(new JsonObject().put("type", "leave").put("room", open));
    other.await(
        "the leave",
        frame -> "presence".equals(frame.getString("type"))
            && frame.getJsonArray("left").contains("Ana"));
    assertThat(other.join(open, "Ana").getString("user")).isEqualTo("Ana");
  }

  @Test
  void a_verified_person_comes_in_while_a_guest_has_the_name() {
    Tab guest = cluster.tab(1);
    guest.join(open, "Ana");
    Tab ana = verified(0, "ana", "Ana");
    JsonObject joined = ana.join(open, "?");
    assertThat(joined.getJsonArray("members"))
        .isEqualTo(new JsonArray().add("Ana").add("Ana"));
    assertThat(joined.getJsonArray("membersVerified"))
        .isEqualTo(new JsonArray().add(true).add(false));
    JsonObject news = guest.await("presence");
    assertThat(news.getJsonArray("joinedVerified")).isEqualTo(new JsonArray().add(true));
    ana.send(new JsonObject().put("type", "typing").put("room", open).put("on", true));
    assertThat(guest.await("typing").getBoolean("verified")).isTrue();
    guest.say(open, "the guest");
    assertThat(ana.awaitMessage("the guest").containsKey("verified")).isFalse();
    assertThat(guest.join(open, "Ana").getString("user")).isEqualTo("Ana");
  }

  @Test
  void who_has_a_token_without_a_name_takes_no_verified_one() {
    verified(0, "ana", "Ana").join(open, "?");
    Tab bo = cluster.tab(1);
    bo.send(hello(Issuer.token(Issuer.about("bo"))));
    assertThat(bo.ask(join(open, "ana")).getString("code")).isEqualTo("bad_user");
    bo.join(open, "Bo");
    Tab another = cluster.tab(0);
    another.send(hello(Issuer.token(Issuer.about("bo"))));
    another.join(open, "bo");
  }

  @Test
  void a_private_room_is_in_no_listing_and_its_people_are_not_counted_for_who_may_not_read() {
    verified(0, "ana", "Ana").join(team, "?");
    Tab guest = cluster.tab(0);
    guest.join(open, "Bo");
    String rooms = "";
    for (int tries = 0; tries < 1_000 && !rooms.contains(open); tries++) {
      rooms = get("/api/rooms").body();
    }
    assertThat(rooms).contains(open).doesNotContain(team);
    String path = "/api/cluster?room=" + team;
    RawHttp.Answer refused = get(path);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("forbidden");
    String token = token("read");
    assertThat(get(path, "Authorization: Bearer " + token).status()).isEqualTo(200);
    assertThat(get(path + "&access_token=" + token).status()).isEqualTo(200);
    RawHttp.Answer bad = get(path, "Authorization: Bearer x.y.z");
    assertThat(bad.status()).isEqualTo(401);
    assertThat(bad.headers("WWW-Authenticate")).containsExactly("Bearer");
    assertThat(get(path + "&access_token=" + token, "Authorization: Bearer " + token)
            .status())
        .isEqualTo(400);
    assertThat(get("/api/rooms", "Authorization: Basic YTpi").status()).isEqualTo(200);
  }

  @Test
  void no_page_of_rooms_ends_at_a_private_one() {
    verified(0, "ana", "Ana").join(team, "?");
    // Listed behind the private one: last names come first.
    cluster.tab(0).join(open, "Bo");
    StringBuilder pages = new StringBuilder();
    for (int tries = 0; tries < 1_000 && !pages.toString().contains(open); tries++) {
      String next = "";
      while (next != null) {
        String page =
            get("/api/rooms?limit=1" + (next.isEmpty() ? "" : "&after=" + next)).body();
        pages.append(page);
        next = new JsonObject(page).getString("next");
      }
    }
    assertThat(pages).contains(open).doesNotContain(team);
  }

  @Test
  void nobody_posts_by_the_name_of_somebody_verified_who_is_there() {
    verified(0, "ana", "Ana").join(open, "?");
    RawHttp.Answer refused = post("ANA");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("bad_user");
    String bo = "Authorization: Bearer " + Issuer.token(Issuer.about("bo"));
    assertThat(post("Ana", bo).status()).isEqualTo(400);
    String ana = "Authorization: Bearer " + Issuer.token(Issuer.about("ana"));
    assertThat(post("Ana", ana).status()).isEqualTo(201);
    assertThat(post("Bo").status()).isEqualTo(201);
  }

  private RawHttp.Answer post(String user, String... headers) {
    String body = new JsonObject().put("user", user).put("text", "hello").encode();
    return RawHttp.ask(
        cluster.port(1),
        "POST /api/rooms/" + open + "/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n"
            + String.join("\r\n", headers) + (headers.length == 0 ? "\r\n" : "\r\n\r\n") + body);
  }

  @Test
  void a_bad_token_is_a_connect_error_of_socket_io_and_another_connect_may_follow() {
    Poller poller = new Poller(cluster.port(0));
    poller.say("40" + auth("x.y.z"));
    String refused = poller.packets().get(0);
    assertThat(refused).startsWith("44{");
    JsonObject error = new JsonObject(refused.substring(2));
    assertThat(error.getString("message")).isEqualTo("unauthorized");
    assertThat(error.getJsonObject("data").getString("code")).isEqualTo("unauthorized");
    poller.say(
        "40" + auth(token("read")), "421[\"join\",{\"room\":\"" + team + "\",\"user\":\"?\"}]");
    poller.hear(packet -> packet.startsWith("431[{") && packet.contains("\"verified\":true"));
  }

  @Test
  void a_client_of_socket_io_whose_token_runs_out_hears_a_bye_and_its_transport_is_closed() {
    EngineSocket socket = new EngineSocket(cluster.port(0));
    socket.say("40" + auth(Issuer.token(Issuer.about("ana").put("exp", Issuer.now() - 3))));
    assertThat(socket.hear("40")).contains("sid");
    assertThat(socket.hear("42[\"bye\"")).contains("expired");
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void a_client_of_socket_io_renews_by_an_event() {
    EngineSocket socket = new EngineSocket(cluster.port(0));
    socket.say("40" + auth(token("read")));
    assertThat(socket.hear("40")).contains("sid");
    socket.say("421[\"hello\",{\"token\":\"" + token("read write") + "\"}]");
    assertThat(socket.hear("431")).isEqualTo("431[{}]");
    socket.say("422[\"hello\",{\"token\":\"x.y.z\"}]");
    assertThat(socket.hear("432")).contains("unauthorized");
  }

  @Test
  void a_session_of_socket_io_comes_back_into_a_private_room_with_its_token_and_not_without() {
    Poller gone = new Poller(cluster.port(0));
    gone.say(
        "40" + auth(token("read write")),
        "421[\"join\",{\"room\":\"" + team + "\",\"user\":\"Ana\"}]");
    List<String> heard = gone.hear(packet -> packet.startsWith("431[{"));
    String pid = new JsonObject(heard.get(0).substring(2)).getString("pid");
    String offset = heard.stream()
        .filter(packet -> packet.startsWith("42[\"offset\""))
        .map(packet -> new JsonArray(packet.substring(2)).getString(1))
        .findFirst()
        .orElseThrow();
    gone.say("1");
    JsonObject back = new JsonObject().put("pid", pid).put("offset", offset);
    Poller without = new Poller(cluster.port(1));
    without.say(
        "40" + back.encode(), "421[\"message\",{\"room\":\"" + team + "\",\"text\":\"x\"}]");
    assertThat(without.hear(packet -> packet.startsWith("431[")).toString())
        .contains("not_joined")
        .doesNotContain(pid);
    Poller with = new Poller(cluster.port(1));
    with.say(
        "40" + back.put("token", token("read write")).encode(),
        "421[\"message\",{\"room\":\"" + team + "\",\"text\":\"x\"}]");
    assertThat(with.hear(packet -> packet.startsWith("431[")).toString()).contains("\"seq\":", pid);
  }

  private static RawHttp.Answer get(String path, String... headers) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Host: localhost";
    return RawHttp.get(cluster.port(1), path, all);
  }

  private Tab verified(int node, String sub, String name) {
    Tab tab = cluster.tab(node);
    tab.send(hello(Issuer.token(Issuer.about(sub, name).put("rooms", rooms("read write")))));
    return tab;
  }

  private static JsonObject hello(String token) {
    return new JsonObject().put("type", "hello").put("token", token);
  }

  private static JsonObject join(String room, String user) {
    return new JsonObject().put("type", "join").put("room", room).put("user", user);
  }
}
