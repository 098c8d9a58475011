package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static salons.embedded.SharedFolder.BACK_WITHIN_S;
import static salons.embedded.SharedFolder.PATIENCE_S;
import static salons.embedded.SharedFolder.answers;
import static salons.embedded.SharedFolder.ask;
import static salons.embedded.SharedFolder.assertFilled;
import static salons.embedded.SharedFolder.await;
import static salons.embedded.SharedFolder.command;
import static salons.embedded.SharedFolder.fill;
import static salons.embedded.SharedFolder.kill;
import static salons.embedded.SharedFolder.url;
import static salons.embedded.SharedFolder.within;

import io.vertx.core.Future;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Program;
import salons.e2e.Signal;

/** The redis-server that instances of one machine share, when they and it die in turn. */
@Tag("process")
final class EmbeddedRedisDeathsTest {
  @RegisterExtension
  final SharedFolder shared = new SharedFolder();

  @Test
  void a_second_instance_uses_the_redis_of_the_first() throws Exception {
    EmbeddedRedis first = shared.node();
    String url = url(first);
    assertThat(url(shared.node())).isEqualTo(url);
    shared.program().awaitLine("it is there"::equals);
    assertThat(shared.servers()).hasSize(1);
    assertThat(url(first)).isEqualTo(url);
    assertThat(answers(url)).isTrue();
  }

  @Test
  void redis_that_was_killed_comes_back_with_all_that_was_acknowledged() throws Exception {
    EmbeddedRedis node = shared.node();
    String url = url(node);
    fill(url);
    ProcessHandle before = shared.server();
    kill(before);
    within(BACK_WITHIN_S, () -> answers(url(node)));
    assertThat(url(node)).as("the port and the password stay").isEqualTo(url);
    assertFilled(url);
    assertThat(shared.server()).isNotEqualTo(before);
  }

  @Test
  void why_redis_died_is_in_the_warning() throws Exception {
    Path small = Files.writeString(shared.realPath().resolve("redis-server-small"), """
        #!/bin/sh
        # As on a disk with room for 64 KB: what is beyond cannot be written.
        [ "$1" = --version ] && echo Redis server v=7.0.15 && exit
        trap '' XFSZ
        ulimit -f 128
        exec redis-server "$@"
        """);
    assertThat(small.toFile().setExecutable(true)).isTrue();
    Program owner = shared.program(Map.of("data.redis", small.toString()));
    owner.awaitLine("it is there"::equals);
    String url = url(shared.node());
    assertThatThrownBy(() -> {
          for (int i = 0; i < 100; i++) {
            assertThat(command(url, "SET", "key-" + i, "x".repeat(10_000))).isEqualTo("OK");
          }
        })
        .isInstanceOf(IOException.class);
    assertThat(owner.awaitLine(line -> line.contains("has died")))
        .contains("AOF file")
        .contains("Exiting")
        .doesNotContain("it said nothing");
    within(BACK_WITHIN_S, () -> answers(url));
  }

  @Test
  void another_takes_over_from_an_owner_that_was_killed_and_redis_runs_on() throws Exception {
    Program owner = shared.owner();
    String url = url(shared.node());
    fill(url);
    ProcessHandle before = shared.server();
    owner.kill();
    within(BACK_WITHIN_S, shared::isLocked);
    assertThat(shared.server()).isEqualTo(before);
    assertFilled(url);
    kill(before);
    within(BACK_WITHIN_S, () -> answers(url));
    assertFilled(url);
    assertThat(shared.servers()).hasSize(1);
  }

  @Test
  void another_takes_over_from_an_owner_that_was_killed_with_its_redis() throws Exception {
    Program owner = shared.owner();
    String url = url(shared.node());
    fill(url);
    owner.kill();
    kill(shared.server());
    within(BACK_WITHIN_S, () -> answers(url));
    assertFilled(url);
    assertThat(shared.servers()).hasSize(1);
  }

  @Test
  void a_frozen_redis_is_not_doubled() throws Exception {
    Program owner = shared.owner();
    Program successor = shared.program();
    successor.awaitLine("it is there"::equals);
    EmbeddedRedis node = shared.node();
    String url = url(node);
    fill(url);
    ProcessHandle frozen = shared.server();
    Signal.send("STOP", frozen);
    owner.kill();
    within(PATIENCE_S, shared::isLocked);
    await(node.stop());
    successor.awaitLine(line -> line.contains("it lives, but does not answer"));
    assertThat(shared.servers()).containsExactly(frozen);
    Signal.send("CONT", frozen);
    within(BACK_WITHIN_S, () -> answers(url));
    assertThat(url(node)).isEqualTo(url);
    assertFilled(url);
    assertThat(shared.servers()).containsExactly(frozen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"redis-server-7.0.15.part", "redis.conf", "redis.url", "redis.log", "redis.pid"})
  void an_owner_may_be_killed_in_the_middle_of_its_start(String file) throws Exception {
    Program owner = shared.bundledProgram();
    within(PATIENCE_S, () -> Files.exists(shared.path().resolve(file)));
    owner.kill();
    String url = url(shared.node());
    fill(url);
    assertFilled(url);
    assertThat(shared.servers()).hasSize(1);
  }

  @Test
  void redis_is_found_though_its_owner_died_before_it_told_its_pid() throws Exception {
    Program owner = shared.owner();
    ProcessHandle before = shared.server();
    Signal.send("STOP", before);
    owner.kill();
    Files.delete(shared.path().resolve("redis.pid"));
    Future<EmbeddedRedis> successor = shared.starting(SharedFolder.QUICK);
    within(PATIENCE_S, shared::isLocked);
    assertThat(new RedisProcess(shared.realPath(), RedisPrograms.of(Optional.empty()), 0).lives())
        .isTrue();
    Signal.send("CONT", before);
    EmbeddedRedis started = await(successor);
    assertThat(shared.servers()).containsExactly(before);
    await(started.stop());
  }

  @Test
  void an_owner_that_stops_leaves_redis_to_those_who_use_it() throws Exception {
    EmbeddedRedis owner = shared.node();
    EmbeddedRedis other = shared.node();
    String url = url(other);
    ProcessHandle before = shared.server();
    Socket guest = shared.guest(url);
    await(owner.stop());
    assertThat(shared.servers()).containsExactly(before);
    assertThat(ask(guest, "PING")).isEqualTo("+PONG");
    within(BACK_WITHIN_S, shared::isLocked);
    guest.close();
    within(PATIENCE_S, () -> !command(url, "CLIENT", "LIST").contains("name=salons-"));
    await(other.stop());
    assertThat(shared.servers()).isEmpty();
  }

  @Test
  void all_that_stop_at_once_leave_no_redis_behind() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<EmbeddedRedis> all = List.of(shared.node(), shared.node(), shared.node());
      List<Socket> connections = new ArrayList<>();
      for (EmbeddedRedis one : all) {
        connections.add(shared.guest(url(one)));
      }
      List<Future<Void>> stopped = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        connections.get(i).close();
        stopped.add(all.get(i).stop());
      }
      await(Future.join(stopped));
      assertThat(shared.servers()).isEmpty();
    }
  }

  @Test
  void whoever_stops_does_not_take_the_lock_from_another_of_the_same_process() throws Exception {
    EmbeddedRedis owner = shared.node();
    shared.guest(url(owner));
    WeakReference<EmbeddedRedis> stopped = startAndStop();
    within(PATIENCE_S, () -> {
      System.gc();
      return stopped.get() == null;
    });
    assertThat(shared.isLocked()).isTrue();
  }

  /** Not kept by this test, so that it can be collected. */
  private WeakReference<EmbeddedRedis> startAndStop() throws Exception {
    EmbeddedRedis node = await(shared.starting(SharedFolder.QUICK));
    await(node.stop());
    return new WeakReference<>(node);
  }

  @Test
  void a_write_that_was_cut_in_half_does_not_hinder_the_start() throws Exception {
    String url = url(shared.node());
    fill(url);
    kill(shared.server());
    try (var logs = Files.list(shared.path().resolve("appendonlydir"))) {
      Path log =
          logs.filter(file -> file.toString().endsWith(".incr.aof")).findAny().orElseThrow();
      Files.writeString(log, "*3\r\n$3\r\nSET\r\n$4\r\nha", StandardOpenOption.APPEND);
    }
    within(BACK_WITHIN_S, () -> answers(url));
    assertFilled(url);
  }
}
