package salons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was meant for a setting and is none. */
final class UnknownSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "redis.ulr, redis.url",
    "reids.url, redis.url",
    "redis.uri, redis.url",
    "redisUrl, redis.url",
    "redis-url, redis.url",
    "REDIS_URL, redis.url",
    "prot, port",
    "Port, port",
    "hosts, host",
    "instances, instance",
    "loop, loops",
    "datadir, data.dir",
    "history.message, history.messages",
    "rooms.per.sockets, rooms.per.socket",
    "origin, origins",
    "loglevel, log.level",
    "salons.port, port"
  })
  void a_property_that_is_nearly_a_setting_ends_the_start(String written, String meant) {
    assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> ofProperty("-D" + written + "=a\nb=c"))
        .withMessage("Setting %s is not known; did you mean `%s`?", written, meant);
    assertThatExceptionOfType(BadSetting.class).isThrownBy(() -> ofProperty("-D" + written));
  }

  @ParameterizedTest
  @CsvSource({
    "redis.password, redis.url",
    "salons.redis.password, redis.url",
    "history.size, history.days",
    "data.folder, data.dir",
    "data.dir.2, data.dir",
    "public.ip, public.url",
    "proxy.host, proxy.trusted"
  })
  void a_property_that_only_begins_as_settings_do_is_told(String written, String known) {
    assertThat(ofProperty("-D" + written + "=x"))
        .singleElement()
        .asString()
        .contains(written, known)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dport=3001",
        "-Dredis.url=redis://redis.ulr",
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-javaagent:agent.jar",
        "-Djava.io.tmpdir=/tmp",
        "-Duser.timezone=UTC",
        "-Dfile.encoding=UTF-8",
        "-Dio.netty.leakDetection.level=paranoid",
        "-Dvertx.disableFileCaching=true",
        "-Dlogback.configurationFile=mine.xml",
        "-Dcom.sun.management.jmxremote.port=9010",
        "-Dhttp.proxyHost=proxy",
        "-Ddd.service=chat",
        "-Dotel.service.name=chat",
        "-D=",
        "-D"
      })
  void what_others_read_is_none_of_our_business(String argument) {
    assertThat(ofProperty(argument)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "log.file", "instance.id", "log.level.root"})
  void a_property_that_might_be_anybodys_is_told(String name) {
    assertThat(ofProperty("-D" + name + "=x"))
        .singleElement()
        .asString()
        .contains(name)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS_ULR, REDIS_URL",
    "redis_url, REDIS_URL",
    "HISTORY_MESAGES, HISTORY_MESSAGES",
    "DATA_DRI, DATA_DIR",
    "ROOMS_PER_SOKCET, ROOMS_PER_SOCKET"
  })
  void a_variable_with_a_slip_in_it_ends_the_start(String written, String meant) {
    assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> ofVariable(written))
        .satisfies(bad -> assertThat(bad.getMessage()).contains(written, meant).hasLineCount(1));
  }

  @Test
  void a_variable_beside_the_right_one_is_somebody_elses() {
    assertThat(UnknownSettings.check(List.of(), Set.of("REDIS_URI"), "REDIS_URL"::equals))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REDIS_HOST",
        "REDIS_PORT",
        "REDIS_SERVICE_HOST",
        "REDIS_SERVICE_PORT",
        "REDIS_SERVICE_PORT_REDIS",
        "REDIS_PORT_6379_TCP",
        "REDIS_PORT_6379_TCP_ADDR",
        "REDIS_PASSWORD",
        "REDIS_SSL",
        "REDIS_NAME",
        "DATA_PORT",
        "LOG_PORT",
        "SALONS_PORT",
        "SALONS_PORT_3000_TCP_PORT",
        "PUBLIC_HOST",
        "XDG_DATA_DIRS",
        "DATADOG",
        "HOSTNAME",
        "POST",
        "PATH",
        "HOME",
        "_"
      })
  void what_others_set_is_none_of_our_business(String variable) {
    assertThat(ofVariable(variable)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ORIGIN, ORIGINS",
    "REDIS_URI, REDIS_URL",
    "REDIS_2_URL, REDIS_URL",
    "PUBLIC_URI, PUBLIC_URL",
    "DATA_DIRS, DATA_DIR",
    "DATA_DIR_2, DATA_DIR",
    "HISTORY_DAY, HISTORY_DAYS",
    "ROOMS_PER_SOCKETS, ROOMS_PER_SOCKET"
  })
  void a_variable_that_might_be_anybodys_is_told(String variable, String meant) {
    assertThat(ofVariable(variable))
        .singleElement()
        .asString()
        .contains(variable, "`" + meant + "`")
        .hasLineCount(1);
  }

  @Test
  void the_distance_of_names_counts_slips() {
    assertThat(Spelling.distance("", "")).isZero();
    assertThat(Spelling.distance("url", "url")).isZero();
    assertThat(Spelling.distance("ulr", "url")).as("swapped").isEqualTo(1);
    assertThat(Spelling.distance("ul", "url")).as("left out").isEqualTo(1);
    assertThat(Spelling.distance("curl", "url")).as("too many").isEqualTo(1);
    assertThat(Spelling.distance("uri", "url")).as("another").isEqualTo(1);
    assertThat(Spelling.distance("", "url")).isEqualTo(3);
    assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
  }

  private static List<String> ofProperty(String argument) {
    return UnknownSettings.check(List.of(argument), Set.of(), variable -> false);
  }

  private static List<String> ofVariable(String variable) {
    return UnknownSettings.check(List.of(), Set.of(variable), another -> false);
  }
}
