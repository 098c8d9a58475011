package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import salons.TestNode;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Program;
import salons.e2e.RawSocket;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/**
 * What one client may do to an instance of 256 MB: bystanders in another room hear everything meanwhile, and what it took is given back.
 */
@Tag("process")
@Timeout(240)
final class AttackTest {
  private static final String LARGE = "😀".repeat(4_000);
  private static final String QUIET = "bystanders";
  private static final String LOUD = "loud";

  /** The heap, what is outside of it, and the JVM itself; 900 MB and more are what it was. */
  private static final long MOST_RSS = 640L << 20;

  /** Messages that are said when an attack is over, each a tenth of a second behind the one before. */
  private static final int AFTERWARDS = 12;

  @TempDir
  Path folder;

  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();
  private final List<RawSocket> attackers = new ArrayList<>();

  enum Transports {
    OWN("salons.Main"),
    PUBLIC("salons.TestNode$OfPublicTransport");

    private final String main;

    Transports(String main) {
      this.main = main;
    }
  }

  private interface Attack {
    void begin(int port, String epoch) throws IOException;
  }

  @AfterEach
  void stop() throws IOException {
    for (RawSocket attacker : attackers) {
      attacker.close();
    }
    tabs.close();
    redis.close();
  }

  @ParameterizedTest
  @EnumSource
  void pages_by_the_hundred_in_one_write(Transports transports) throws IOException {
    withstands(transports, 200, (port, epoch) -> {
      RawSocket attacker = member(port);
      attacker.write(repeat(300, text("history", ",'before':999,'limit':200")));
      for (int pages = 0; pages < 300; ) {
        pages += attacker.read().text().startsWith("{\"type\":\"history\"") ? 1 : 0;
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void joins_again_and_again_in_one_write(Transports transports) throws IOException {
    withstands(transports, 200, (port, epoch) -> {
      RawSocket attacker = attacker(port);
      attacker.write(repeat(150, text("join", ",'user':'Eve','history':200")));
      for (int joined = 0; joined < 150; ) {
        joined += attacker.read().text().startsWith("{\"type\":\"joined\"") ? 1 : 0;
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void recoveries_of_all_that_there_is(Transports transports) throws IOException {
    withstands(transports, 1_000, (port, epoch) -> {
      String since = ",'user':'Eve','since':{'epoch':'" + epoch + "','seq':0}";
      for (int i = 0; i < 12; i++) {
        attacker(port).write(repeat(2, text("join", since)));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void answers_that_nobody_reads(Transports transports) throws IOException {
    withstands(transports, 200, (port, epoch) -> {
      byte[] pages = repeat(3, text("history", ",'before':999,'limit':200"));
      byte[] pings = repeat(12_000, text("ping", ",'id':'" + "p".repeat(64) + "'"));
      byte[] control = repeat(12_000, RawSocket.frame(true, RawSocket.PING, new byte[125]));
      for (int i = 0; i < 20; i++) {
        member(port).write(pages);
        pipeline(attacker(port), pings);
        pipeline(attacker(port), control);
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void messages_that_never_end(Transports transports) throws IOException {
    withstands(transports, 1, (port, epoch) -> {
      byte[] most = new byte[65_000];
      for (int i = 0; i < 700; i++) {
        attacker(port).write(RawSocket.frame(false, RawSocket.TEXT, most));
        byte[] frame = RawSocket.frame(true, RawSocket.TEXT, most);
        attacker(port).write(Arrays.copyOf(frame, most.length));
      }
      RawSocket endless = attacker(port);
      endless.write(RawSocket.frame(false, RawSocket.TEXT, new byte[0]));
      endless.write(repeat(2_000, RawSocket.frame(false, RawSocket.CONTINUATION, new byte[0])));
      assertThat(endless.closeCode()).isEqualTo(1008);
    });
  }

  @ParameterizedTest
  @EnumSource
  void messages_while_redis_takes_none(Transports transports) throws IOException {
    try (Program program = start(transports)) {
      int port = program.awaitReady();
      for (int i = 0; i < 500; i++) {
        member(port, LOUD + i);
      }
      Tab bystander = tabs.connect(port);
      bystander.join(QUIET, "Bystander");
      redis.freeze();
      for (int i = 0; i < 500; i++) {
        byte[] message = text(LOUD + i, "message", ",'text':'" + LARGE + "'");
        pipeline(attackers.get(i), message, 40);
      }
      program.awaitLine(line -> line.contains("Redis is out of reach"));
      // Each is tried for two seconds, unless there is no room for it.
      for (int i = 0; i < 3; i++) {
        assertThat(bystander.say(QUIET, "now?").getString("code")).isEqualTo("unavailable");
      }
      redis.thaw();
      endsWell(program, port);
    }
  }

  /** Before there is any transport. */
  @Test
  void requests_that_are_not_answered_in_one_write() throws IOException {
    try (Program program = start(Transports.OWN)) {
      int port = program.awaitReady();
      redis.freeze();
      byte[] requests = "GET /api/rooms HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
          .repeat(4_000)
          .getBytes(StandardCharsets.US_ASCII);
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        inBackground(() -> socket.getOutputStream().write(requests));
      }
      program.awaitLine(line -> line.contains("Redis is out of reach"));
      redis.thaw();
      Tab bystander = tabs.connect(port);
      bystander.join(QUIET, "Bystander");
      for (Socket socket : sockets) {
        socket.close();
      }
      endsWell(program, port);
    }
  }

  private Program start(Transports transports) {
    Map<String, String> properties = TestNode.unlimited(Map.of(
        "port", "0", "host", "127.0.0.1", "redis.url", redis.url(), "history.bytes", "67108864"));
    return Program.start(folder, properties, Map.of(), transports.main);
  }

  private void withstands(Transports transports, int messages, Attack attack) throws IOException {
    try (Program program = start(transports)) {
      int port = program.awaitReady();
      Tab writer = tabs.connect(port);
      String epoch = writer.join(LOUD, "Writer").getString("epoch");
      for (int i = 0; i < messages; i++) {
        writer.mutter(LOUD, LARGE);
      }
      writer.say(LOUD, "full");
      writer.close();
      bystandersHearAll(port, () -> attack.begin(port, epoch));
      endsWell(program, port);
    }
  }

  private void endsWell(Program program, int port) throws IOException {
    assertThat(rss(program)).isLessThan(MOST_RSS);
    for (RawSocket attacker : attackers) {
      attacker.close();
    }
    bystandersHearAll(port, () -> {});
    assertThat(program.isAlive()).isTrue();
    assertThat(program.output()).noneMatch(line -> line.contains("OutOfMemory"));
    assertThat(program.errors()).isEmpty();
  }

  private interface Step {
    void run() throws IOException;
  }

  /**
   * Somebody speaks ten times a second while the step runs and for more than a second afterwards, in which the instance counts once more
   * what it keeps, and everybody hears it.
   */
  private void bystandersHearAll(int port, Step step) throws IOException {
    List<Tab> bystanders = List.of(tabs.connect(port), tabs.connect(port), tabs.connect(port));
    bystanders.forEach(each -> each.join(QUIET, "Bystander"));
    Speaker speaker = new Speaker(bystanders.get(0));
    speaker.start();
    step.run();
    int said = speaker.finish();
    for (Tab each : bystanders) {
      assertThat(each.awaitMessages(QUIET, said)).hasSize(said);
      each.close();
    }
  }

  private static final class Speaker extends Thread {
    private final Tab tab;
    private volatile boolean enough;
    /** Read when it has ended. */
    private int said;

    Speaker(Tab tab) {
      this.tab = tab;
    }

    @Override
    public void run() {
      for (int afterwards = 0; afterwards < AFTERWARDS; ) {
        afterwards += enough ? 1 : 0;
        String text = "still here " + said;
        tab.mutter(QUIET, text);
        tab.awaitMessage(text);
        said++;
        pause();
      }
    }

    private static void pause() {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    int finish() {
      enough = true;
      try {
        join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return said;
    }
  }

  private RawSocket attacker(int port) throws IOException {
    RawSocket attacker = new RawSocket(port, 4_096);
    attackers.add(attacker);
    return attacker;
  }

  private RawSocket member(int port) throws IOException {
    return member(port, LOUD);
  }

  @CanIgnoreReturnValue
  private RawSocket member(int port, String room) throws IOException {
    RawSocket attacker = attacker(port);
    attacker.write(text(room, "join", ",'user':'Eve','history':0"));
    assertThat(attacker.readUntil(RawSocket.TEXT).text()).contains("welcome");
    while (!attacker.read().text().contains("joined")) {
      // The people of the room.
    }
    return attacker;
  }

  /** Writes more than the instance takes of who does not read, on a thread of its own. */
  private static void pipeline(RawSocket attacker, byte[] bytes) {
    pipeline(attacker, bytes, 1);
  }

  private static void pipeline(RawSocket attacker, byte[] bytes, int times) {
    inBackground(() -> {
      for (int i = 0; i < times; i++) {
        attacker.write(bytes);
      }
    });
  }

  private static void inBackground(Step write) {
    Thread writing = new Thread(() -> {
      try {
        write.run();
      } catch (IOException cut) {
        // So it should be.
      }
    });
    writing.setDaemon(true);
    writing.start();
  }

  private static byte[] text(String type, String more) {
    return text(LOUD, type, more);
  }

  private static byte[] text(String room, String type, String more) {
    String json = "{'type':'" + type + "','room':'" + room + "'" + more + "}";
    return RawSocket.text(json.replace('\'', '"'));
  }

  private static byte[] repeat(int times, byte[] bytes) {
    byte[] all = new byte[times * bytes.length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
    }
    return all;
  }

  private static long rss(Program program) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", program.pid() + "", "status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return 0;
  }
}
