package salons.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import salons.TestNode;
import salons.e2e.Program;
import salons.e2e.RawHttp;
import salons.e2e.RawSocket;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** What clients of Socket.IO may do to an instance of 256 MB: it stays, and lets others speak meanwhile. */
@Tag("process")
@Timeout(120)
final class SocketIoAttackTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String ROOM = "bystanders";
  private static final int LONGEST = 990_000;

  @TempDir
  Path folder;

  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();
  private final List<AutoCloseable> attackers = new ArrayList<>();

  private interface Attack {
    void by(int port, String sid) throws IOException;
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable attacker : attackers) {
      attacker.close();
    }
    tabs.close();
    redis.close();
  }

  @Test
  void messages_that_never_end_on_websockets_that_are_never_moved_to() {
    byte[] most = RawSocket.frame(false, RawSocket.TEXT, new byte[LONGEST]);
    withstands(400, (port, sid) -> {
      RawSocket socket = RawSocket.at(port, webSocket(sid));
      attackers.add(socket);
      socket.write(most);
    });
  }

  @Test
  void posts_that_never_end() {
    withstands(400, (port, sid) -> post(port, sid, 1_000_000, new byte[LONGEST]));
  }

  @Test
  void posts_of_who_takes_no_answers() {
    byte[] events = ("40" + "\u001e420[\"typing\",{}]".repeat(LONGEST / 20)).getBytes(US_ASCII);
    withstands(400, (port, sid) -> post(port, sid, events.length, events));
  }

  private void withstands(int attacking, Attack attack) {
    Map<String, String> properties =
        TestNode.unlimited(Map.of("port", "0", "host", "127.0.0.1", "redis.url", redis.url()));
    try (Program program = Program.start(folder, properties, Map.of(), "salons.Main")) {
      int port = program.awaitReady();
      Tab bystander = tabs.connect(port);
      bystander.join(ROOM, "Bystander");
      for (int i = 0; i < attacking; i++) {
        attack.by(port, handshake(port));
        if (i % 20 == 0) {
          assertThat(bystander.say(ROOM, "still here").getString("type")).isEqualTo("ack");
        }
      }
      assertThat(bystander.say(ROOM, "here").getString("type")).isEqualTo("ack");
      assertThat(program.isAlive()).isTrue();
      assertThat(program.errors()).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String handshake(int port) {
    String body = RawHttp.get(port, POLLING, "Host: localhost").body();
    return body.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  private static String webSocket(String sid) {
    return "/socket.io/?EIO=4&transport=websocket&sid=" + sid;
  }

  private void post(int port, String sid, int length, byte[] body) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    attackers.add(socket);
    String head = "POST " + POLLING + "&sid=" + sid
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(US_ASCII));
    socket.getOutputStream().write(body);
  }
}
