package salons.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that may break every rule: it writes any bytes, and reads plain frames. */
public final class RawSocket implements AutoCloseable {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /** What came: {@code code} is the close code of a close frame. */
  public record Frame(int opcode, byte[] payload) {
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    public int code() {
      return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }
  }

  private static final byte[] MASK = {1, 2, 3, 4};
  private static final int PATIENCE_MS = 40_000;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  /** Connects and shakes hands. */
  public RawSocket(int port) throws IOException {
    this(port, 0, "", "/ws");
  }

  /** As {@link #RawSocket(int)}, at another path. */
  public static RawSocket at(int port, String path) throws IOException {
    return new RawSocket(port, 0, "", path);
  }

  /** Connects; the system takes little more than {@code unread} bytes for it while nobody reads. */
  public RawSocket(int port, int unread) throws IOException {
    this(port, unread, "", "/ws");
  }

  /** As {@link #RawSocket(int)}, with something before the request. */
  public RawSocket(int port, String before) throws IOException {
    this(port, 0, before, "/ws");
  }

  private RawSocket(int port, int unread, String before, String path) throws IOException {
    socket = new Socket();
    if (unread > 0) {
      socket.setReceiveBufferSize(unread);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(PATIENCE_MS);
    out = socket.getOutputStream();
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    write((before + "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII));
    String head = head();
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("no WebSocket: " + head);
    }
  }

  /** A correct frame, masked as clients do. */
  public static byte[] frame(boolean last, int opcode, byte[] payload) {
    return frame((last ? 0x80 : 0) | opcode, payload, true);
  }

  public static byte[] text(String text) {
    return frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A frame with any first byte, masked or not. */
  public static byte[] frame(int firstByte, byte[] payload, boolean masked) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(firstByte);
    int mask = masked ? 0x80 : 0;
    if (payload.length < 126) {
      frame.write(mask | payload.length);
    } else if (payload.length < 65_536) {
      frame.write(mask | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    if (masked) {
      frame.writeBytes(MASK);
    }
    for (int i = 0; i < payload.length; i++) {
      frame.write(masked ? payload[i] ^ MASK[i % 4] : payload[i]);
    }
    return frame.toByteArray();
  }

  /** Writes bytes as they are; that the server has closed already is no failure, {@link #read} tells it. */
  public void write(byte[] bytes) throws IOException {
    try {
      out.write(bytes);
      out.flush();
    } catch (SocketException closedByTheServer) {
      // What the server said before is still to be read.
    }
  }

  /** The next frame. */
  public Frame read() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0F;
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    return new Frame(opcode, in.readNBytes((int) length));
  }

  /** The next frame of this kind; others are skipped. */
  public Frame readUntil(int opcode) throws IOException {
    Frame frame = read();
    while (frame.opcode() != opcode) {
      frame = read();
    }
    return frame;
  }

  /** Reads until the server closes; the code of its close frame, or 1006 when there was none. */
  public int closeCode() throws IOException {
    try {
      return readUntil(CLOSE).code();
    } catch (EOFException | SocketException withoutAWord) {
      return 1006;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }
}
