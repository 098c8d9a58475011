package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in the setting redis.url, and what is made of it. */
final class RedisUrlTest {
  private static final String NONE = "none";

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      redis://localhost                | localhost     | 6379 | 0
      REDIS://localhost/               | localhost     | 6379 | 0
      redis://localhost:               | localhost     | 6379 | 0
      redis://localhost:7000/12        | localhost     | 7000 | 12
      redis://localhost?db=3           | localhost     | 6379 | 3
      redis://redis_main.chat-1.local. | redis_main.chat-1.local. | 6379 | 0
      redis://_redis._tcp              | _redis._tcp   | 6379 | 0
      redis://bücher.example           | xn--bcher-kva.example | 6379 | 0
      redis://10.0.0.1:6380            | 10.0.0.1      | 6380 | 0
      redis://127.1                    | 127.0.0.1     | 6379 | 0
      redis://2130706433               | 127.0.0.1     | 6379 | 0
      redis://10.1.65535               | 10.1.255.255  | 6379 | 0
      redis://1redis                   | 1redis        | 6379 | 0
      redis://[::1]                    | ::1           | 6379 | 0
      redis://[2001:DB8::1]:7000/1     | 2001:DB8::1   | 7000 | 1
      redis://[::ffff:10.0.0.1]        | ::ffff:10.0.0.1 | 6379 | 0
      """)
  void a_host_a_port_and_a_database(String url, String host, int port, int database) {
    RedisUrl parsed = RedisUrl.parse(url);
    assertThat(parsed.host()).isEqualTo(host);
    assertThat(parsed.port()).isEqualTo(port);
    assertThat(parsed.database()).isEqualTo(database);
    assertThat(parsed.tls()).isFalse();
    assertThat(parsed.socket()).isNull();
    assertThat(parsed.user()).isNull();
    assertThat(parsed.password()).isNull();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      redis://:secret@host             | none  | secret
      redis://ana:secret@host          | ana   | secret
      redis://ana:@host                | ana   | ''
      redis://:@host                   | none  | none
      redis://@host                    | none  | none
      redis://:ab+cd==@host            | none  | ab+cd==
      redis://:%2B%2f%23%40%25%3a@host | none  | +/#@%:
      redis://a%3Ab:c:d@host           | a:b   | c:d
      redis://:%C3%A9t%C3%A9@host      | none  | été
      redis://:été@host                | none  | été
      redis://:!$&'()*,;=~._-@host     | none  | !$&'()*,;=~._-
      redis://:[x]^`{}"<>\\@host       | none  | [x]^`{}"<>\\
      redis://host?password=a+b%26c    | none  | a+b&c
      redis://host?user=ana&password=b | ana   | b
      """)
  void a_user_and_a_password(String url, String user, String password) {
    RedisUrl parsed = RedisUrl.parse(url);
    assertThat(parsed.host()).isEqualTo("host");
    assertThat(parsed.user()).isEqualTo(user.equals(NONE) ? null : user);
    assertThat(parsed.password()).isEqualTo(password.equals(NONE) ? null : password);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      unix:///run/redis.sock                 | /run/redis.sock   | none | none | 0
      unix:///run/my%20redis+1.sock?db=2     | /run/my redis+1.sock | none | none | 2
      unix://:p%40ss@/run/redis.sock?db=1    | /run/redis.sock   | none | p@ss | 1
      unix://ana:pw@/run/redis.sock          | /run/redis.sock   | ana  | pw   | 0
      unix:///run/redis.sock?password=pw&db=0| /run/redis.sock   | none | pw   | 0
      """)
  void a_unix_socket(String url, String path, String user, String password, int database) {
    RedisUrl parsed = RedisUrl.parse(url);
    assertThat(parsed.socket()).isEqualTo(path);
    assertThat(parsed.user()).isEqualTo(user.equals(NONE) ? null : user);
    assertThat(parsed.password()).isEqualTo(password.equals(NONE) ? null : password);
    assertThat(parsed.database()).isEqualTo(database);
    assertThat(parsed.tls()).isFalse();
  }

  @Test
  void two_s_are_for_tls() {
    RedisUrl parsed = RedisUrl.parse("rediss://:secret@redis.example");
    assertThat(parsed.tls()).isTrue();
    assertThat(parsed.port()).isEqualTo(6379);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost:6379",
        "//localhost",
        "redis:localhost",
        "redis:/localhost",
        "http://localhost",
        "redisss://localhost",
        "redis-socket:///run/redis.sock",
        "redis://",
        "redis:///1",
        "redis://:6379",
        "redis://:secret@",
        "redis://secret@host",
        "redis://:a@b@host",
        "redis://:a/b@host",
        "redis://:a#b@host",
        "redis://:a?b@host",
        "redis://:a%@host",
        "redis://:a%2@host",
        "redis://:a%zz@host",
        "redis://:a%FF@host",
        "redis://:a b@host",
        "redis://a b",
        "redis://host\t",
        "redis://host\n",
        "redis://host:port",
        "redis://host:0",
        "redis://host:65536",
        "redis://host:99999999999",
        "redis://host:-1",
        "redis://host:6379x",
        "redis://host:1:2",
        "redis://::1",
        "redis://[::1",
        "redis://[::1]6379",
        "redis://[localhost]",
        "redis://[::g]",
        "redis://[1.2.3.4]",
        "redis://[:::1]",
        "redis://ho%20st",
        "redis://ho\"st",
        "redis://a..b",
        "redis://.a",
        "redis://256.1.1.1",
        "redis://1.2.3.4.5",
        "redis://1.16777216",
        "redis://127.010.0.1",
        "redis://99999999999",
        "redis://host/one",
        "redis://host/-1",
        "redis://host/1/2",
        "redis://host/1.5",
        "redis://host/99999999999",
        "redis://host/1?db=1",
        "redis://host?db=one",
        "redis://host?db=1&db=2",
        "redis://host?protocol=3",
        "redis://:a@host?password=b",
        "redis://ana:a@host?user=bo",
        "redis://host?user=ana",
        "redis://host/0#fragment",
        "redis://one,two",
        "redis://one:1,two:2",
        "unix://",
        "unix:///",
        "unix://run/redis.sock",
        "unix:///run/redis.sock?timeout=5",
        "unix:///run/%00",
        "unix:///run/redis.sock?db=-1"
      })
  void what_is_no_address_of_a_redis_is_refused(String url) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> {
          RedisUrl taken = RedisUrl.parse(url);
          throw new AssertionError("taken: " + taken);
        })
        .satisfies(bad -> assertThat(bad.getMessage()).isNotBlank().hasLineCount(1));
  }

  @Test
  void a_label_a_name_or_a_path_may_be_so_long_and_no_longer() {
    String label = "a".repeat(63);
    assertThat(RedisUrl.parse("redis://" + label).host()).isEqualTo(label);
    assertRefused("redis://a" + label);
    assertRefused("redis://" + (label + ".").repeat(4) + "a");
    assertThat(RedisUrl.parse("unix:///" + "a".repeat(102)).socket()).hasSize(103);
    assertRefused("unix:///" + "a".repeat(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:hunter2@host:port",
        "redis://ana:hunter2@",
        "redis://:hunter2/x@host",
        "redis://:hunter2#@host",
        "redis://:hunter2",
        "redis://ana:hunter2",
        "redis://ana:hunter2/0",
        "redis://:a@hunter2@host",
        ":hunter2@host",
        "host?password=hunter2&x=1",
        "redis://host?x=1&PASSWORD=hunter2",
        "unix://:hunter2@run"
      })
  void no_password_is_told(String url) {
    assertThat(RedisUrl.masked(url)).doesNotContain("hunter2");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> {
          RedisUrl taken = RedisUrl.parse(url);
          throw new AssertionError("taken: " + taken);
        })
        .satisfies(bad -> assertThat(bad.getMessage()).doesNotContain("hunter2"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      redis://ana:hunter2@host:7000/2        | redis://host:7000/2
      rediss://:hunter2@[::1]                | rediss://[::1]:6379
      unix://:hunter2@/run/redis.sock?db=1   | unix:///run/redis.sock?db=1
      """)
  void it_is_told_without_its_password(String url, String told) {
    assertThat(RedisUrl.parse(url)).hasToString(told);
  }

  private static void assertRefused(String url) {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> {
      RedisUrl taken = RedisUrl.parse(url);
      throw new AssertionError("taken: " + taken);
    });
  }
}
