package salons.engineio;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What comes from the client of a session, packet by packet, in order: of the one POST that may be pending, and behind it of the
 * WebSocket that may have replaced polling meanwhile.
 */
final class Inbound {
  /** What is handed on before others have their turn. */
  private static final int PACKETS_AT_ONCE = 128;

  private static final int BYTES_AT_ONCE = 64 << 10;

  /** Bytes of memory that a message takes besides its own. */
  private static final int FRAME_OVERHEAD = 64;

  /** What may wait, in messages of the longest kind: who sends goes on a little after it was paused. */
  private static final int MOST_WAITING = 2;

  /** A message of a WebSocket that could not be handed on yet. */
  private record Frame(byte[] bytes, boolean isText) {}

  private final EngineSession session;
  private final int maxPayload;
  private final EngineHandler handler;
  private @Nullable PostRequest post;

  /** Null as long as the body is not there as a whole. */
  private @Nullable Payload payload;

  private @Nullable Queue<Frame> frames;
  private long frameBytes;
  private boolean paused;
  private boolean isHandingOn;
  private boolean isToGoOn;
  private long bytesHandedOn;

  Inbound(EngineSession session, int maxPayload, EngineHandler handler) {
    this.session = session;
    this.maxPayload = maxPayload;
    this.handler = handler;
  }

  boolean isPending(PostRequest asked) {
    return asked == post;
  }

  /** A POST begins, unless there is an error, or a POST, which ends the session; false if it was refused. */
  boolean begin(PostRequest next, @Nullable EngineError error) {
    if (error == null && post == null) {
      post = next;
      return true;
    }
    if (error == null) {
      session.end(CloseReason.TRANSPORT_ERROR);
    }
    next.refuse(error == null ? EngineError.BAD_REQUEST : error);
    return false;
  }

  /** The body of the POST that is pending. */
  void take(byte[] body) {
    Payload whole = new Payload(body);
    if (body.length > maxPayload) {
      refuseTooLarge();
    } else if (whole.isUtf8()) {
      payload = whole;
      handOn();
    } else {
      session.end(CloseReason.PARSE_ERROR);
    }
  }

  void refuseTooLarge() {
    PostRequest refused = endPost();
    if (refused != null) {
      refused.refuse(EngineError.TOO_LARGE);
    }
    handOn();
  }

  /** That POST is gone; true if it was pending. */
  boolean forget(PostRequest gone) {
    return isPending(gone) && endPost() != null;
  }

  private @Nullable PostRequest endPost() {
    PostRequest ended = post;
    post = null;
    payload = null;
    return ended;
  }

  /** A message of the WebSocket; text is the caller's again afterwards. */
  void frame(byte[] bytes, int length, boolean isText) {
    if (length > maxPayload || frameBytes > (long) MOST_WAITING * maxPayload) {
      session.end(CloseReason.TOO_LARGE);
    } else if (paused || post != null || frames != null) {
      frames = frames == null ? new ArrayDeque<>() : frames;
      frames.add(new Frame(isText ? Arrays.copyOf(bytes, length) : bytes, isText));
      frameBytes += length + FRAME_OVERHEAD;
    } else {
      onFrame(bytes, length, isText);
    }
  }

  boolean isPaused() {
    return paused;
  }

  void setPaused(boolean paused) {
    this.paused = paused;
    handOn();
  }

  /** Bytes of memory that what waits takes: of a POST the whole body, up to its end. */
  long bytes() {
    return frameBytes + (payload == null ? 0 : payload.body().length);
  }

  /** Refuses the POST that is pending, and forgets what waits. */
  void end() {
    PostRequest pending = endPost();
    if (pending != null) {
      pending.refuse(EngineError.BAD_REQUEST);
    }
    frames = null;
    frameBytes = 0;
  }

  /** Others have had their turn. */
  void goOn() {
    isToGoOn = false;
    handOn();
  }

  /** Hands packets on until there is none, the handler wants no more, or others have their turn. */
  void handOn() {
    if (isHandingOn || isToGoOn) {
      return;
    }
    isHandingOn = true;
    long enough = bytesHandedOn + BYTES_AT_ONCE;
    int packets = 0;
    boolean isMore = true;
    try {
      while (isMore && packets < PACKETS_AT_ONCE && bytesHandedOn < enough) {
        isMore = !paused && !session.isClosed() && handOnNext();
        packets++;
      }
    } finally {
      isHandingOn = false;
    }
    if (isMore && !paused) {
      isToGoOn = true;
      handler.onMore();
    }
  }

  private boolean handOnNext() {
    if (payload != null) {
      handOnOf(payload);
      return true;
    }
    Frame frame = post == null && frames != null ? frames.poll() : null;
    if (frame == null) {
      frames = post == null ? null : frames;
      return false;
    }
    bytesHandedOn += frame.bytes().length;
    frameBytes -= frame.bytes().length + FRAME_OVERHEAD;
    onFrame(frame.bytes(), frame.bytes().length, frame.isText());
    return true;
  }

  private void handOnOf(Payload rest) {
    if (rest.next()) {
      bytesHandedOn += rest.to() - rest.from();
      onPacket(rest.body(), rest.from(), rest.to());
    } else {
      endPostWell();
    }
  }

  private void endPostWell() {
    PostRequest whole = endPost();
    if (whole != null) {
      whole.ok();
    }
  }

  private void onFrame(byte[] bytes, int length, boolean isText) {
    if (isText) {
      onPacket(bytes, 0, length);
    } else if (session.isOpen()) {
      handler.onBinary(bytes);
    }
  }

  private void onPacket(byte[] bytes, int from, int to) {
    PacketType type = from < to ? PacketType.of(bytes[from]) : null;
    if (type == null) {
      onBase64(bytes, from, to);
      return;
    }
    switch (type) {
      case MESSAGE -> {
        if (session.isOpen()) {
          handler.onText(bytes, from + 1, to);
        }
      }
      case PONG -> session.onPong();
      case PING -> session.end(CloseReason.TRANSPORT_ERROR);
      case CLOSE -> {
        endPostWell();
        session.onClose();
      }
      case OPEN, UPGRADE, NOOP -> {
        // Of no meaning here, and ignored as by the server in JavaScript.
      }
    }
  }

  private void onBase64(byte[] bytes, int from, int to) {
    boolean isBinary = from < to && bytes[from] == Payload.BINARY;
    byte[] data = isBinary ? Payload.binary(bytes, from + 1, to) : null;
    if (data == null) {
      session.end(CloseReason.PARSE_ERROR);
    } else if (session.isOpen()) {
      handler.onBinary(data);
    }
  }
}
