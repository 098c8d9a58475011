package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import salons.Node;
import salons.Settings;
import salons.TestNode;
import salons.e2e.RawSocket;
import salons.e2e.RedisServer;
import salons.e2e.Tabs;

/** Bytes that are no text, or no frame, at the socket: over both transports. */
final class BadBytesTest {
  private static final byte[] PING =
      "{\"type\":\"ping\",\"id\":\"é😀\"}".getBytes(StandardCharsets.UTF_8);

  enum Transports {
    OWN,
    PUBLIC;

    Future<Node> start(Settings settings) {
      return this == OWN ? Node.start(settings) : TestNode.startOfPublicTransport(settings);
    }
  }

  private static final RedisServer redis = RedisServer.start();
  private static final Map<Transports, Node> nodes = new EnumMap<>(Transports.class);

  @BeforeAll
  static void start() {
    for (Transports each : Transports.values()) {
      Settings settings = Settings.of(TestNode.unlimited(
          Map.of("port", "0", "host", "127.0.0.1", "loops", "1", "redis.url", redis.url())));
      nodes.put(each, Tabs.await(each.start(settings)));
    }
  }

  @AfterAll
  static void stop() {
    nodes.values().forEach(node -> Tabs.await(node.stop()));
    redis.close();
  }

  @ParameterizedTest
  @EnumSource
  void text_that_is_not_utf_8_ends_the_connection_with_1007(Transports transports)
      throws IOException {
    for (String bad :
        new String[] {"C080", "EDA0BDEDB880", "E08080", "F4908080", "FF", "80", "C3"}) {
      byte[] text = with(HexFormat.of().parseHex(bad));
      for (int split = 0; split < text.length; split += 9) {
        try (RawSocket socket = connect(transports)) {
          send(socket, text, split);
          assertThat(socket.readUntil(RawSocket.TEXT).text()).contains("bad_frames");
          assertThat(socket.closeCode()).as("%s in pieces at %d", bad, split).isEqualTo(1007);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void text_that_ends_within_a_character_does_too(Transports transports) throws IOException {
    byte[] text = "{\"type\":\"ping\"}é".getBytes(StandardCharsets.UTF_8);
    try (RawSocket socket = connect(transports)) {
      send(socket, Arrays.copyOf(text, text.length - 1), 0);
      assertThat(socket.closeCode()).isEqualTo(1007);
    }
  }

  @ParameterizedTest
  @EnumSource
  void text_that_is_split_within_a_character_is_read(Transports transports) throws IOException {
    byte[] text = with("é😀".getBytes(StandardCharsets.UTF_8));
    for (int split = 0; split < text.length; split++) {
      try (RawSocket socket = connect(transports)) {
        send(socket, text, split);
        assertThat(socket.readUntil(RawSocket.TEXT).text()).contains("unknown_type");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_no_frame_ends_the_connection_and_says_why(Transports transports) throws IOException {
    Map<byte[], Integer> bad = Map.of(
        RawSocket.frame(0xF1, PING, true), 1002,
        RawSocket.frame(0x81, PING, false), 1002,
        RawSocket.frame(true, 0x3, PING), 1002,
        RawSocket.frame(true, RawSocket.CONTINUATION, PING), 1002,
        RawSocket.frame(false, RawSocket.PING, PING), 1002,
        RawSocket.frame(true, RawSocket.PING, new byte[126]), 1002,
        RawSocket.frame(true, RawSocket.BINARY, PING), 1003,
        RawSocket.frame(true, RawSocket.TEXT, new byte[65_537]), 1009);
    for (Map.Entry<byte[], Integer> each : bad.entrySet()) {
      try (RawSocket socket = connect(transports)) {
        socket.write(each.getKey());
        String frame = HexFormat.of().formatHex(each.getKey(), 0, 4);
        assertThat(socket.read().text())
            .as(frame)
            .contains("\"bye\"", each.getValue() == 1009 ? "too_big" : "bad_frames");
        assertThat(socket.closeCode()).as(frame).isEqualTo(each.getValue());
      }
    }
  }

  /** A frame of an unknown type, with these bytes in it. */
  private static byte[] with(byte[] bytes) {
    byte[] head = "{\"type\":\"".getBytes(StandardCharsets.UTF_8);
    byte[] tail = "\",\"room\":\"a\"}".getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + bytes.length + tail.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    System.arraycopy(tail, 0, all, head.length + bytes.length, tail.length);
    return all;
  }

  /** In two pieces, unless {@code split} is 0. */
  private static void send(RawSocket socket, byte[] text, int split) throws IOException {
    if (split == 0) {
      socket.write(RawSocket.frame(true, RawSocket.TEXT, text));
    } else {
      socket.write(RawSocket.frame(false, RawSocket.TEXT, Arrays.copyOf(text, split)));
      socket.write(RawSocket.frame(
          true, RawSocket.CONTINUATION, Arrays.copyOfRange(text, split, text.length)));
    }
  }

  private static RawSocket connect(Transports transports) throws IOException {
    RawSocket socket =
        new RawSocket(Objects.requireNonNull(nodes.get(transports)).port());
    assertThat(socket.readUntil(RawSocket.TEXT).text()).contains("welcome");
    return socket;
  }
}
