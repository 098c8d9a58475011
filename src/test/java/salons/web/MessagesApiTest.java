package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RawHttp;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Messages over plain HTTP. */
final class MessagesApiTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(2, "origins", "friend.example");

  private final String room = Cluster.room();

  private record Answer(HttpClientResponse response, Buffer body) {
    int status() {
      return response.statusCode();
    }

    JsonObject json() {
      return body.toJsonObject();
    }
  }

  private static Answer ask(
      HttpMethod method, int port, String path, String body, String... headers) {
    return Tabs.await(cluster
        .tabs()
        .http()
        .request(method, port, "127.0.0.1", path)
        .compose(request -> {
          for (int i = 0; i < headers.length; i += 2) {
            request.putHeader(headers[i], headers[i + 1]);
          }
          return (body.isEmpty() ? request.send() : request.send(body))
              .compose(response -> response.body().map(all -> new Answer(response, all)));
        }));
  }

  private Answer post(int node, String body) {
    return postTo(cluster.port(node), room, body);
  }

  private static Answer postTo(int port, String room, String body) {
    return ask(
        HttpMethod.POST,
        port,
        "/api/rooms/" + room + "/messages",
        body.replace('\'', '"'),
        "Content-Type",
        "application/json");
  }

  private Answer page(String query, String... headers) {
    return ask(
        HttpMethod.GET, cluster.port(0), "/api/rooms/" + room + "/messages" + query, "", headers);
  }

  private static List<Long> seqs(Answer page) {
    return page.json().getJsonArray("messages").stream()
        .map(message -> ((JsonObject) message).getLong("seq"))
        .toList();
  }

  @Test
  void what_is_posted_is_heard_everywhere_and_its_author_is_nobody_in_the_room() {
    Tab bo = cluster.tab(1);
    bo.join(room, "Bo");
    Answer answer = post(0, "{'user':'Ana','text':'Bonjour','key':'0123456789abcdef','re':7}");
    assertThat(answer.status()).isEqualTo(201);
    JsonObject heard = bo.awaitMessage("Bonjour");
    assertThat(answer.json())
        .isEqualTo(
            new JsonObject().put("seq", heard.getLong("seq")).put("at", heard.getLong("at")));
    assertThat(heard.getString("user")).isEqualTo("Ana");
    assertThat(heard.getLong("re")).isEqualTo(7);
    assertThat(heard.getString("by")).isEqualTo("tj7wdaypkdvk264o");
    assertThat(heard.getString("from")).isEqualTo("node-0");
    JsonObject now =
        ask(HttpMethod.GET, cluster.port(0), "/api/rooms/" + room, "").json();
    assertThat(now)
        .isEqualTo(new JsonObject()
            .put("name", room)
            .put("members", 1)
            .put("people", new JsonArray().add(new JsonObject().put("user", "Bo"))));
  }

  @Test
  void the_same_id_makes_one_message_on_whatever_instance() {
    String body = "{'user':'Ana','text':'once','id':'m-1'}";
    Answer first = post(0, body);
    Answer again = post(1, body);
    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(first.json().copy().put("duplicate", true));
    Answer other = post(1, "{'user':'Ana','text':'other','id':'m-1'}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().getString("field")).isEqualTo("id");
    assertThat(seqs(page(""))).containsExactly(1L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'text':'a'}                              | bad_request | user",
        "{'user':'Ana'}                            | bad_request | text",
        "{'user':3,'text':'a'}                     | bad_request | user",
        "{'user':' ','text':'a'}                   | bad_user    | user",
        "{'user':'\\u202eAna','text':'a'}          | bad_user    | user",
        "{'user':'Ana','text':' '}                 | empty_text  | text",
        "{'user':'Ana','text':'\\ud800'}           | bad_request | text",
        "{'user':'Ana','text':'a','key':'short'}   | bad_request | key",
        "{'user':'Ana','text':'a','id':'a b'}      | bad_request | id",
        "{'user':'Ana','text':'a','id':null}       | bad_request | id",
        "{'user':'Ana','text':'a','re':0}          | bad_request | re",
      })
  void what_is_wrong_with_a_message_is_named(String body, String code, String field) {
    Answer answer = post(0, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.response.getHeader("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().getString("code")).isEqualTo(code);
    assertThat(answer.json().getString("field")).isEqualTo(field);
    assertThat(cluster.redis().cli("KEYS", "*:" + room + ":*")).isBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "3", "{", "{'user':'Ana','text':'a'}}", "''"})
  void what_is_no_object_is_refused(String body) {
    assertThat(post(0, body).status()).isEqualTo(400);
  }

  @Test
  void a_text_that_is_too_long_is_told_its_length() {
    Answer answer = post(0, "{'user':'Ana','text':'" + "x".repeat(4_001) + "'}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().getString("code")).isEqualTo("too_long");
    assertThat(answer.json().getString("detail")).contains("4001");
  }

  @Test
  void a_body_is_json_of_bounded_length() {
    String path = "/api/rooms/" + room + "/messages";
    String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: ";
    int port = cluster.port(0);
    assertThat(RawHttp.ask(port, head + "text/plain\r\nContent-Length: 2\r\n\r\n{}")
            .status())
        .isEqualTo(415);
    assertThat(RawHttp.ask(
                port,
                head + "application/json\r\nContent-Length: 70000\r\n\r\n" + " ".repeat(70_000))
            .status())
        .isEqualTo(413);
    assertThat(RawHttp.ask(
                port,
                head + "application/json\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n"
                    + " ".repeat(70_000) + "\r\n0\r\n\r\n")
            .status())
        .isEqualTo(413);
    assertThat(RawHttp.ask(
                port,
                "POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 700000\r\n\r\n")
            .status())
        .as("nothing else takes one")
        .isEqualTo(413);
  }

  @Test
  void a_page_goes_back_from_the_end_or_on_from_a_place() {
    for (int i = 0; i < 7; i++) {
      assertThat(post(0, "{'user':'Ana','text':'a'}").status()).isEqualTo(201);
    }
    assertThat(seqs(page("?limit=3"))).containsExactly(5L, 6L, 7L);
    assertThat(page("?limit=3").json().getBoolean("more")).isTrue();
    assertThat(seqs(page("?before=5&limit=9"))).containsExactly(1L, 2L, 3L, 4L);
    assertThat(page("?before=5&limit=9").json().getBoolean("more")).isFalse();
    assertThat(seqs(page("?after=2&limit=3"))).containsExactly(3L, 4L, 5L);
    assertThat(page("?after=2&limit=3").json().getBoolean("more")).isTrue();
    assertThat(page("?after=4&limit=3").json().getBoolean("more")).isFalse();
    assertThat(seqs(page("?after=2&before=5"))).containsExactly(3L, 4L);
    assertThat(page("?after=2&before=5").json().getBoolean("more")).isFalse();
    assertThat(seqs(page("?after=7"))).isEmpty();
  }

  @Test
  void a_page_that_one_has_is_not_sent_again() {
    assertThat(post(0, "{'user':'Ana','text':'a'}").status()).isEqualTo(201);
    String etag = page("").response.getHeader("ETag");
    Answer same = page("", "If-None-Match", etag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body.length()).isZero();
    assertThat(post(0, "{'user':'Ana','text':'b'}").status()).isEqualTo(201);
    assertThat(page("", "If-None-Match", etag).status()).isEqualTo(200);
  }

  @Test
  void reading_makes_no_room() {
    Answer answer = page("");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json())
        .isEqualTo(
            new JsonObject().put("room", room).put("messages", new JsonArray()).put("more", false));
    assertThat(cluster.redis().cli("KEYS", "*:" + room + ":*")).isBlank();
  }

  @Test
  void a_room_may_be_called_like_a_number() {
    for (String name : List.of("1.5", "-3", "7", "true", "null")) {
      Answer answer = postTo(cluster.port(0), name, "{'user':'1.5','text':'2','id':'3'}");
      assertThat(answer.status()).as(name).isEqualTo(201);
    }
  }

  @Test
  void an_address_may_say_as_much_as_a_connection_and_make_as_many_rooms() {
    Map<String, String> limits =
        Map.of("messages.burst", "3", "messages.per.second", "1", "rooms.per.minute", "1");
    Node node = Cluster.start("limited", cluster.redis().url(), limits);
    String said = "{'user':'Ana','text':'a'}";
    assertThat(postTo(node.port(), room, said).status()).isEqualTo(201);
    Answer another = postTo(node.port(), Cluster.room(), said);
    assertThat(another.status()).isEqualTo(429);
    assertThat(another.json().getString("detail")).contains("new rooms");
    assertThat(postTo(node.port(), room, said).status()).isEqualTo(201);
    Answer fourth = postTo(node.port(), room, said);
    assertThat(fourth.status()).isEqualTo(429);
    assertThat(fourth.json().getString("code")).isEqualTo("rate_limited");
    assertThat(fourth.json().getString("detail")).contains("messages");
    assertThat(fourth.response.getHeader("Retry-After")).isEqualTo("1");
    Tabs.await(node.stop());
  }

  @Test
  void pages_of_listed_origins_may_post_and_others_may_not() {
    String path = "/api/rooms/" + room + "/messages";
    String body = "{\"user\":\"Ana\",\"text\":\"a\"}";
    Answer asked = ask(
        HttpMethod.OPTIONS,
        cluster.port(0),
        path,
        "",
        "Origin",
        "https://friend.example",
        "Access-Control-Request-Headers",
        "content-type");
    assertThat(asked.status()).isEqualTo(204);
    assertThat(asked.response.getHeader("Access-Control-Allow-Headers")).isEqualTo("content-type");
    Answer friend = ask(
        HttpMethod.POST,
        cluster.port(0),
        path,
        body,
        "Origin",
        "https://friend.example",
        "Content-Type",
        "application/json");
    assertThat(friend.status()).isEqualTo(201);
    assertThat(friend.response.getHeader("Access-Control-Allow-Origin"))
        .isEqualTo("https://friend.example");
    Answer evil = ask(
        HttpMethod.POST,
        cluster.port(0),
        path,
        body,
        "Origin",
        "https://evil.example",
        "Content-Type",
        "application/json");
    assertThat(evil.status()).isEqualTo(403);
    assertThat(page("", "Origin", "https://evil.example")
            .response
            .getHeader("Access-Control-Allow-Origin"))
        .as("may be asked for, but not seen")
        .isNull();
  }
}
