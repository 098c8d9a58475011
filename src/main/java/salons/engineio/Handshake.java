package salons.engineio;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The first packet of a session. */
final class Handshake {
  private Handshake() {}

  static byte[] packet(String sid, EngineSettings settings, boolean upgrades) {
    String json = "0{\"sid\":\"" + sid
        + "\",\"upgrades\":[" + (upgrades ? "\"websocket\"" : "")
        + "],\"pingInterval\":" + settings.pingIntervalMs()
        + ",\"pingTimeout\":" + settings.pingTimeoutMs()
        + ",\"maxPayload\":" + settings.maxPayload() + "}";
    return json.getBytes(US_ASCII);
  }
}
