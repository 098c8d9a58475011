package salons.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNameTest {
  @ParameterizedTest
  @CsvSource({
    "chat.example,            chat.example",
    "Chat.EXAMPLE,            chat.example",
    "chat.example.,           chat.example",
    "redis_1,                 redis_1",
    "salons_app_1.my-net,     salons_app_1.my-net",
    "-a-.b,                   -a-.b",
    "xn--bcher-kva.example,   xn--bcher-kva.example",
    "bücher.example,          xn--bcher-kva.example",
    "BÜCHER.example,          xn--bcher-kva.example",
    "例え。テスト,                xn--r8jz45g.xn--zckzah",
    "1.example,               1.example",
    "127.0.0.1,               127.0.0.1",
    "127.0.0.1.,              127.0.0.1",
    "127.1,                   127.0.0.1",
    "2130706433,              127.0.0.1",
    "0x7f.1,                  127.0.0.1",
    "0X7F000001,              127.0.0.1",
    "017700000001,            127.0.0.1",
    "1.2.0x304,               1.2.3.4",
    "0,                       0.0.0.0",
    "4294967295,              255.255.255.255",
    "[::1],                   [0:0:0:0:0:0:0:1]",
    "[0:0:0:0:0:0:0:1],       [0:0:0:0:0:0:0:1]",
    "[2001:DB8::A],           [2001:db8:0:0:0:0:0:a]",
    "[fe80::1%25eth0],        [fe80:0:0:0:0:0:0:1]",
    "[fe80::1%eth0],          [fe80:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1],      127.0.0.1",
    "[::ffff:7f00:1],         127.0.0.1",
  })
  void what_browsers_and_resolvers_take_has_one_spelling(String text, String spelling) {
    text = text.replace("%25", "%");
    assertThat(HostName.parse(text)).map(HostName::value).contains(spelling);
    assertThat(HostName.parse(spelling)).as("of itself").map(HostName::value).contains(spelling);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "a b",
        "a/b",
        "a\\b",
        "a@b",
        "a:1",
        "a?b",
        "a#b",
        "a%20b",
        "*",
        "*.example",
        "a\u0000b",
        "a\nb",
        "256.1.1.1",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.256.1",
        "4294967296",
        "08",
        "0x100000000",
        "a.1",
        "99999999999999999999",
        "0xfffffffffffffffffff",
        "[",
        "[]",
        "[::1",
        "::1",
        "[:::1]",
        "[1.2.3.4]",
        "[g::1]",
        "[::1]x",
        "[::1%]",
        "[1:2]",
        "stra\u00DFe.example"
      })
  void anything_else_is_none(String text) {
    assertThat(HostName.parse(text)).isEmpty();
  }

  @Test
  void a_name_is_as_long_as_resolvers_take_it() {
    String label = "a".repeat(63);
    assertThat(HostName.parse(label)).isPresent();
    assertThat(HostName.parse(label + "a")).isEmpty();
    assertThat(HostName.parse(String.join(".", label, label, label, "a".repeat(61))))
        .isPresent();
    assertThat(HostName.parse(String.join(".", label, label, label, "a".repeat(62))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST.", "a.localhost", "127.8.9.10", "127.1", "[::1]"})
  void what_never_leaves_the_machine_is_known(String text) {
    assertThat(new HostName(text).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost.example", "notlocalhost", "127.example", "128.0.0.1", "[::2]", "local"})
  void what_only_looks_like_it_is_not(String text) {
    HostName host = new HostName(text);
    assertThat(host.isLoopback()).isFalse();
    assertThat(host.isLinkLocal()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "1, true",
    "[::1], true",
    "[fe80::1], true",
    "1.example, false",
    "10.0.0.1.example, false",
    "localhost, false"
  })
  void an_address_is_told_from_a_name(String text, boolean address) {
    assertThat(new HostName(text).isAddress()).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "chat.example,      chat.example,        -1",
    "chat.example:3000, chat.example,        3000",
    "[::1]:3000,        [0:0:0:0:0:0:0:1],   3000",
    "[::1],             [0:0:0:0:0:0:0:1],   -1",
    "127.1:65535,       127.0.0.1,           65535",
  })
  void a_port_may_follow(String text, String host, int port) {
    assertThat(Authority.parse(text)).contains(new Authority(new HostName(host), port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "a:",
        "a:0",
        "a:65536",
        "a:99999999999",
        "a:x",
        "a:-1",
        "a:+1",
        "a:80:80",
        "u@a",
        "u:p@a:1",
        "::1:80",
        "[::1]80",
        "a:80/",
        "a, b",
        "a:\u0661"
      })
  void a_port_is_a_number(String text) {
    assertThat(Authority.parse(text)).isEmpty();
  }
}
