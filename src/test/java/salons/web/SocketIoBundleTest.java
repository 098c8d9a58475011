package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.RawHttp;
import salons.e2e.RawHttp.Answer;

final class SocketIoBundleTest {
  private static final String SCRIPT = "/socket.io/socket.io.js";
  private static final String CONTENT =
      "function io() {}\n//# sourceMappingURL=socket.io.min.js.map";

  /** One that has it, and one that was not given any. */
  @RegisterExtension
  static final Cluster with =
      Cluster.of(1, "origins", "friend.example", "socketio.bundle", written().toString());

  @RegisterExtension
  static final Cluster without = Cluster.of(1, "origins", "friend.example");

  private static Path written() {
    try {
      Path dist = Files.createTempDirectory("salons-bundle");
      Files.writeString(dist.resolve("any-name.js.map"), "{}");
      return Files.writeString(dist.resolve("any-name.js"), CONTENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SCRIPT, "/socket.io/socket.io.min.js"})
  void the_file_is_served_as_a_script_that_any_page_may_run(String path) {
    Answer answer = get(with, path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(CONTENT);
    assertThat(answer.headers("Content-Type")).containsExactly("text/javascript;charset=UTF-8");
    assertThat(answer.headers("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(answer.headers("Cross-Origin-Resource-Policy")).containsExactly("cross-origin");
    assertThat(answer.headers("Cache-Control")).containsExactly("no-cache");
    assertThat(answer.headers("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {SCRIPT + ".map", "/socket.io/socket.io.min.js.map"})
  void so_is_the_map_of_its_source(String path) {
    Answer answer = get(with, path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
    assertThat(answer.headers("Content-Type")).containsExactly("application/json");
    assertThat(get(without, path).status()).isEqualTo(404);
  }

  @Test
  void it_is_not_sent_again_while_it_is_the_same() {
    String etag = get(with, SCRIPT).headers("ETag").get(0);
    assertThat(get(with, SCRIPT, "If-None-Match: " + etag).status()).isEqualTo(304);
    assertThat(get(with, SCRIPT, "If-None-Match: \"another\"").status()).isEqualTo(200);
  }

  @Test
  void it_goes_compressed_to_those_who_can_read_it() throws IOException {
    Answer answer = get(with, SCRIPT, "Accept-Encoding: gzip");
    assertThat(answer.headers("Content-Encoding")).containsExactly("gzip");
    byte[] body = answer.body().getBytes(StandardCharsets.ISO_8859_1);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(CONTENT);
  }

  @Test
  void a_page_of_a_listed_origin_may_read_it_and_no_other_may() {
    for (Cluster cluster : new Cluster[] {with, without}) {
      Answer friend = get(cluster, SCRIPT, "Origin: http://friend.example");
      assertThat(friend.headers("Access-Control-Allow-Origin"))
          .containsExactly("http://friend.example");
      assertThat(friend.headers("Vary")).contains("Origin");
      Answer stranger = get(cluster, SCRIPT, "Origin: http://stranger.example");
      assertThat(stranger.headers("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void without_the_setting_status_line_and_body_say_which_one_brings_it() {
    Answer answer = get(without, SCRIPT);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.head().lines().findFirst().orElse(""))
        .contains("npm i socket.io-client", "socketio.bundle");
    assertThat(answer.body()).startsWith("// ").hasLineCount(1).contains("socketio.bundle");
    assertThat(answer.headers("Content-Type")).containsExactly("text/javascript;charset=UTF-8");
    assertThat(answer.headers("Cross-Origin-Resource-Policy")).containsExactly("cross-origin");
    assertThat(answer.headers("Cache-Control")).containsExactly("no-store");
  }

  @Test
  void it_can_be_read_and_nothing_else() {
    String rest = SCRIPT + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    for (Cluster cluster : new Cluster[] {with, without}) {
      assertThat(RawHttp.ask(cluster.port(0), "POST " + rest).status()).isEqualTo(405);
      assertThat(get(cluster, "/socket.io/another.js").status()).isEqualTo(404);
    }
  }

  private static Answer get(Cluster cluster, String path, String... headers) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Host: localhost";
    return RawHttp.get(cluster.port(0), path, all);
  }
}
