package salons.engineio;

/**
 * What a server tells its clients in the handshake, and its bounds.
 *
 * @param pingIntervalMs between two pings, however busy the session is
 * @param pingTimeoutMs how long the answer to a ping, or the poll that takes the last packets of a closing session, may take
 * @param upgradeTimeoutMs how long a WebSocket may take to replace polling
 * @param maxPayload bytes of a POST's body, or of a message on a WebSocket
 * @param packetsPerPoll packets that answer one poll, at most; the rest answers the next. Clients in Python take no more than 16
 * @param bytesPerPoll bytes that answer one poll, at most, but for a first packet that is larger alone
 */
public record EngineSettings(
    int pingIntervalMs,
    int pingTimeoutMs,
    int upgradeTimeoutMs,
    int maxPayload,
    int packetsPerPoll,
    int bytesPerPoll) {
  /** Those of the server in JavaScript, but for the bounds of a poll, which it has not. */
  public static final EngineSettings DEFAULT =
      new EngineSettings(25_000, 20_000, 10_000, 1_000_000, 16, 256 * 1024);
}
