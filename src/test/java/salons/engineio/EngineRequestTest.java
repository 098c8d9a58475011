package salons.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineRequestTest {
  @ParameterizedTest
  @CsvSource({
    "GET, false, 4, polling,, ",
    "GET, true, 4, websocket,, ",
    "GET, false,, polling, s, ",
    "POST, false,, polling, s, ",
    "GET, true,, websocket, s, ",
    "GET, false, 4,,, UNKNOWN_TRANSPORT",
    "GET, false, 4, abc,, UNKNOWN_TRANSPORT",
    "GET, true, 4, abc,, UNKNOWN_TRANSPORT",
    "POST, false, 4, polling,, BAD_HANDSHAKE_METHOD",
    "PUT, false, 4, polling,, BAD_HANDSHAKE_METHOD",
    "GET, false,, polling,, UNSUPPORTED_VERSION",
    "GET, false, 3, polling,, UNSUPPORTED_VERSION",
    "GET, true, abc, websocket,, UNSUPPORTED_VERSION",
    "GET, false, 4, websocket,, BAD_REQUEST",
    "GET, true, 4, polling,, BAD_REQUEST",
    "PUT, false, 4, polling, s, BAD_REQUEST",
    "POST, false, 4, websocket, s, BAD_REQUEST",
  })
  void a_request_is_judged_as_by_the_server_in_javascript(
      String method,
      boolean webSocket,
      @Nullable String version,
      @Nullable String transport,
      @Nullable String sid,
      @Nullable EngineError error) {
    EngineRequest request = new EngineRequest(method, webSocket, version, transport, sid);
    assertThat(request.refusal()).isEqualTo(error);
  }

  @Test
  void an_empty_sid_is_none() {
    assertThat(new EngineRequest("GET", false, "4", "polling", "").isHandshake())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_TRANSPORT, 400, 0, Transport unknown",
    "UNKNOWN_SESSION, 400, 1, Session ID unknown",
    "BAD_HANDSHAKE_METHOD, 400, 2, Bad handshake method",
    "BAD_REQUEST, 400, 3, Bad request",
    "FORBIDDEN, 403, 4, Forbidden",
    "UNSUPPORTED_VERSION, 400, 5, Unsupported protocol version",
    "TOO_LARGE, 413, 3, Payload too large",
  })
  void an_error_is_told_as_clients_know_it(
      EngineError error, int status, int code, String message) {
    assertThat(error.status()).isEqualTo(status);
    assertThat(new String(error.json(), UTF_8))
        .isEqualTo("{\"code\":%d,\"message\":\"%s\"}", code, message);
  }

  @Test
  void an_id_names_who_made_it_and_cannot_be_guessed() {
    SessionIds ids = new SessionIds("chat-1.example_b", new SecureRandom());
    assertThat(ids.next()).matches("chat-1\\.example_b\\.[A-Za-z0-9_-]{16}");
    assertThat(SessionIds.owner(ids.next())).isEqualTo("chat-1.example_b");
    assertThat(Stream.generate(ids::next).limit(1_000).distinct()).hasSize(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        ".0123456789abcdef",
        "a.0123456789abcde",
        "a.0123456789abcdef0",
        "a.0123456789abcde+",
        "a b.0123456789abcdef",
        "__proto__"
      })
  void what_is_no_id_names_nobody(String sid) {
    assertThat(SessionIds.owner(sid)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a&b", "ä"})
  void an_instance_whose_name_would_need_an_escape_cannot_make_ids(String instance) {
    assertThatThrownBy(() -> new SessionIds(instance, new SecureRandom()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
