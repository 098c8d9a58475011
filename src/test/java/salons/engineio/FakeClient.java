package salons.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other side of a session, and the application above it: both write down what happens to them. The time begins at 0. */
final class FakeClient implements EngineHandler {
  static final EngineSettings SETTINGS = new EngineSettings(300, 200, 1_000, 1_000, 16, 100);

  /** What the handler was told, in order; binary in brackets. */
  final List<String> heard = new ArrayList<>();

  /** What the handler was told last was waiting. */
  long waiting = -1;

  /** How often the rest of what came was left for later. */
  int turns;

  int pongs;

  @Nullable
  CloseReason closed;

  final EngineSession session;

  /** What the application does with each message besides. */
  Runnable onEach = () -> {};

  FakeClient() {
    this(SETTINGS);
  }

  FakeClient(EngineSettings settings) {
    session = new EngineSession("the.sid", settings, this, 0);
  }

  /** After its handshake by polling. */
  static FakeClient polling() {
    FakeClient client = new FakeClient();
    client.session.openByPoll(new Request());
    return client;
  }

  Request poll() {
    return poll(0);
  }

  Request poll(long nowMs) {
    Request poll = new Request();
    session.poll(poll, nowMs);
    return poll;
  }

  Request post(String body) {
    Request post = new Request();
    if (session.postBegins(post)) {
      session.post(body.getBytes(UTF_8), post);
    }
    return post;
  }

  /** A POST of which only the head has come. */
  Request postHead() {
    Request post = new Request();
    assertThat(session.postBegins(post)).isTrue();
    return post;
  }

  /** A WebSocket that began the session. */
  Socket open() {
    Socket socket = new Socket();
    session.openBySocket(socket);
    socket.sent.clear();
    return socket;
  }

  /** A WebSocket that asks for the session. */
  Socket probe() {
    Socket socket = new Socket();
    boolean probed = session.probe(socket, 0);
    assertThat(probed).isEqualTo(socket.sent.isEmpty());
    return socket;
  }

  void text(Socket from, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    session.socketText(from, bytes, bytes.length);
  }

  void send(String... packets) {
    for (String packet : packets) {
      session.send(Outgoing.of(packet.getBytes(UTF_8)));
    }
  }

  @Override
  public void onText(byte[] bytes, int from, int to) {
    heard.add(new String(bytes, from, to - from, UTF_8));
    onEach.run();
  }

  @Override
  public void onBinary(byte[] bytes) {
    heard.add(Arrays.toString(bytes));
    onEach.run();
  }

  @Override
  public void onMore() {
    turns++;
  }

  @Override
  public void onPong() {
    pongs++;
  }

  @Override
  public void onSent(long bytes) {
    waiting = bytes;
  }

  @Override
  public void onUpgraded() {
    heard.add("upgraded");
  }

  @Override
  public void onClosed(CloseReason why) {
    if (closed != null) {
      throw new AssertionError("closed twice: " + closed + ", " + why);
    }
    closed = why;
  }

  /** A poll or a POST, and its answer: packets, ok, or the code of the error; null while there is none. */
  static final class Request implements PollRequest, PostRequest {
    @Nullable
    String answer;

    @Override
    public void answer(List<byte[]> packets) {
      List<String> texts =
          packets.stream().map(packet -> new String(packet, UTF_8)).toList();
      told(String.join("|", texts));
    }

    @Override
    public void ok() {
      told("ok");
    }

    @Override
    public void refuse(EngineError error) {
      told(error.name());
    }

    private void told(String told) {
      if (answer != null) {
        throw new AssertionError("answered twice: " + answer + ", " + told);
      }
      answer = told;
    }
  }

  /** What was written to it; binary in brackets, the close as its status. */
  static final class Socket implements EngineSocket {
    final List<String> sent = new ArrayList<>();

    @Override
    public void send(byte[] packet) {
      sent.add(new String(packet, UTF_8));
    }

    @Override
    public void sendBinary(byte[] data) {
      sent.add(Arrays.toString(data));
    }

    @Override
    public void close(int status) {
      sent.add("closed " + status);
    }

    @Override
    public void hangUp() {
      sent.add("ended");
    }
  }
}
