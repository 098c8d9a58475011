package salons.suite;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The frames of a WebSocket, one after the other, as short as they are here: text, {@code [bytes]}, {@code closed <status>}. */
final class Frames implements WebSocket.Listener {
  private static final int PATIENCE_S = 20;

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private @Nullable WebSocket socket;

  void over(WebSocket opened) {
    socket = opened;
  }

  void send(String text) {
    Objects.requireNonNull(socket).sendText(text, true).join();
  }

  void send(ByteBuffer data) {
    Objects.requireNonNull(socket).sendBinary(data, true).join();
  }

  String next() {
    try {
      String next = frames.poll(PATIENCE_S, TimeUnit.SECONDS);
      return next == null ? "nothing" : next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
    frames.add(text.toString());
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    frames.add(Arrays.toString(bytes));
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    frames.add("closed " + status);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    frames.add(error.toString());
  }
}
