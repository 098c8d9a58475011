package salons.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HookUrlTest {
  @ParameterizedTest
  @CsvSource({
    "http://secret.example/a#b, #",
    "ftp://secret.example/, http",
    "secret.example/a, http",
    "file:///secret, http",
    "http:///secret, host",
    "http://secret:0/, port",
    "http://secret.example:65536/, port",
    "http://secret example/, URL",
    "http://a.example/secret;http://[::1, URL",
    "'http://secret.example,http://secret.example', twice",
    "'http://secret.example,', http",
    "'http://a.b,http://b.b,http://c.b,http://d.b,http://secret.b', 5",
  })
  void a_bad_one_is_refused_with_a_reason_that_does_not_tell_it(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          Object taken = HookUrl.parseAll(text);
          throw new AssertionError("taken: " + taken);
        })
        .withMessageContaining(reason)
        .satisfies(why -> assertThat(why.getMessage()).doesNotContain("secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://[::1]:81", "HTTPS://Hooks.example", "http://hooks.example:81/"})
  void one_without_a_path_asks_for_the_root(String url) {
    assertThat(HookUrl.parseAll(url).get(0).request().getURI()).isEqualTo("/");
  }

  @Test
  void everything_is_asked_for_as_it_is_given() {
    HookUrl url = HookUrl.parseAll(" https://hooks.example/a%20b/?c=d%2Ce&f ").get(0);
    assertThat(url.request().getURI()).isEqualTo("/a%20b/?c=d%2Ce&f");
    assertThat(url.request().getHost()).isEqualTo("hooks.example");
    assertThat(url.request().getPort()).isEqualTo(443);
    assertThat(url.request().isSsl()).isTrue();
    assertThat(url.request().getFollowRedirects()).isFalse();
    assertThat(url.request().getHeaders()).isNull();
    assertThat(url).hasToString("https://hooks.example/…");
  }

  @Test
  void one_is_known_by_all_of_it() {
    assertThat(HookUrl.parseAll("http://a.b/c,http://a.b/d,http://x@a.b/c"))
        .extracting(HookUrl::id)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[0-9a-f]{16}"));
  }

  @Test
  void rests_get_twice_as_long_up_to_a_bound() {
    HookTimes times = HookTimes.DEFAULT;
    assertThat(times.restMs(1, 0)).isEqualTo(500);
    assertThat(times.restMs(1, 1)).isEqualTo(1_000);
    assertThat(times.restMs(2, 1)).isEqualTo(2_000);
    assertThat(times.restMs(9, 1)).isEqualTo(256_000);
    assertThat(times.restMs(10, 1)).isEqualTo(300_000);
    assertThat(times.restMs(1_000_000, 0)).isEqualTo(150_000);
  }
}
