package salons.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientAddressTest {
  private static final TrustedProxies PROXIES =
      TrustedProxies.parse("127.0.0.1, 10.0.0.0/8,2001:db8:1::/48 , ::1");

  private static ClientAddress address(String text) {
    return Objects.requireNonNull(ClientAddress.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,             192.0.2.7",
    "192.0.2.7:4711,        192.0.2.7",
    "[2001:db8::7],         2001:db8:0:0:0:0:0:7",
    "[2001:db8::7]:4711,    2001:db8:0:0:0:0:0:7",
    "2001:DB8::7,           2001:db8:0:0:0:0:0:7",
    "::ffff:192.0.2.7,      192.0.2.7",
    "[::ffff:192.0.2.7]:80, 192.0.2.7",
    "::1,                   0:0:0:0:0:0:0:1",
  })
  void an_address_is_read_with_or_without_a_port(String text, String ip) {
    assertThat(address(text)).hasToString(ip);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "unknown", "_hidden", "localhost", "example.org", "192.0.2", "192.0.2.256",
            "192.0.2.7:", "192.0.2.7:x",
        "192.0.2.7:123456", "192.0.2.7 ", "[192.0.2.7", "[2001:db8::7]x", "2001:db8::7::1",
            "fe80::1%eth0", ":", "[]", "1",
        "0x7f.0.0.1", "::ffff:300.1.1.1", "\"192.0.2.7\"", "for=192.0.2.7", "1:2:3:4:5:6:7:8:9"
      })
  void anything_else_is_none(String text) {
    assertThat(ClientAddress.parse(text)).isNull();
  }

  @Test
  void a_network_of_ipv6_counts_as_one_address_and_so_does_one_of_ipv4() {
    assertThat(address("2001:db8:0:1::7").network())
        .isEqualTo(address("2001:db8:0:1:ffff::").network());
    assertThat(address("2001:db8:0:1::7").network())
        .isNotEqualTo(address("2001:db8:0:2::7").network());
    assertThat(address("::ffff:192.0.2.7").network())
        .isEqualTo(address("192.0.2.7").network());
    assertThat(address("192.0.2.7").network()).isNotEqualTo(address("192.0.2.8").network());
    assertThat(address("255.255.255.255").network()).isNotEqualTo(address("::1").network());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
  void this_machine_is_known_by_all_its_addresses(String text) {
    assertThat(address(text).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      192.0.2.1     | 198.51.100.7                              | 192.0.2.1
      10.0.0.1      | 198.51.100.7                              | 198.51.100.7
      127.0.0.1     | 198.51.100.7                              | 198.51.100.7
      ::1           | 198.51.100.7                              | 198.51.100.7
      2001:db8:1::5 | 2001:db8:2::7                             | 2001:db8:2:0:0:0:0:7
      10.0.0.1      | 203.0.113.9, 198.51.100.7                 | 198.51.100.7
      10.0.0.1      | 203.0.113.9, 198.51.100.7, 10.3.4.5       | 198.51.100.7
      10.0.0.1      | 203.0.113.9; 198.51.100.7; 10.3.4.5       | 198.51.100.7
      10.0.0.1      | 127.0.0.1, 198.51.100.7                   | 198.51.100.7
      10.0.0.1      | 198.51.100.7:443, [2001:db8:1::9]:80      | 198.51.100.7
      10.0.0.1      | 203.0.113.9, unknown                      | 10.0.0.1
      10.0.0.1      | 203.0.113.9, unknown, 10.2.2.2            | 10.0.0.1
      10.0.0.1      | unknown, 198.51.100.7                     | 198.51.100.7
      10.0.0.1      | 203.0.113.9,                              | 10.0.0.1
      10.0.0.1      | "a, 198.51.100.7                          | 198.51.100.7
      10.0.0.1      | 10.1.1.1, 10.2.2.2                        | 10.0.0.1
      10.0.0.1      | ,,,                                       | 10.0.0.1
      10.0.0.1      |                                           | 10.0.0.1
      """)
  void the_client_is_the_last_one_that_a_trusted_proxy_names(
      String peer, String headers, String client) {
    List<String> values = headers == null ? List.of() : Arrays.asList(headers.split(";", -1));
    assertThat(PROXIES.client(address(peer), values)).hasToString(client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example",
        "10.0.0.0/33",
        "10.0.0/8",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "2001:db8::/129",
        "10.0.0.1,",
        "10.0.0.1 10.0.0.2",
        "[::1]",
        "10.0.0.1:80",
        "*",
        "::ffff:10.0.0.0/104",
        "fe80::1%1"
      })
  void what_is_no_range_is_not_taken_for_one(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> {
      TrustedProxies taken = TrustedProxies.parse(text);
      throw new AssertionError("taken: " + taken.isEmpty());
    });
  }

  @Test
  void a_range_is_what_its_bits_say() {
    TrustedProxies proxies = TrustedProxies.parse("192.0.2.77/25,0.0.0.0/32,2001:db8::/33");
    assertThat(proxies.trusts(address("192.0.2.1"))).isTrue();
    assertThat(proxies.trusts(address("192.0.2.128"))).isFalse();
    assertThat(proxies.trusts(address("2001:db8:7fff::1"))).isTrue();
    assertThat(proxies.trusts(address("2001:db8:8000::1"))).isFalse();
    assertThat(TrustedProxies.parse("0.0.0.0/0").trusts(address("198.51.100.7")))
        .isTrue();
    assertThat(TrustedProxies.parse("0.0.0.0/0").trusts(address("2001:db8::1"))).isFalse();
    assertThat(TrustedProxies.NONE.trusts(address("127.0.0.1"))).isFalse();
  }
}
