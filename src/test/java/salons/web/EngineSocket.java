package salons.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import salons.e2e.RawSocket;

/** A client of Socket.IO on a WebSocket, which does no more than it is told. */
final class EngineSocket {
  private final RawSocket socket;

  EngineSocket(int port) {
    try {
      socket = RawSocket.at(port, "/socket.io/?EIO=4&transport=websocket");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void say(String packet) {
    try {
      socket.write(RawSocket.text(packet));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next packet that begins so; others are skipped. */
  String hear(String beginning) {
    try {
      String packet = socket.readUntil(RawSocket.TEXT).text();
      while (!packet.startsWith(beginning)) {
        packet = socket.readUntil(RawSocket.TEXT).text();
      }
      return packet;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads to the end, which comes. */
  boolean isClosed() {
    try {
      return socket.closeCode() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
