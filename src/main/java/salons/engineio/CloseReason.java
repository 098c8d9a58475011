package salons.engineio;

/** Why a session is over. */
public enum CloseReason {
  /** The client said so, or its WebSocket is gone. */
  TRANSPORT_CLOSE,
  /** A ping was not answered in time. */
  PING_TIMEOUT,
  /** What came was no packet. */
  PARSE_ERROR,
  /** The client broke the rules, or a request was cut off. */
  TRANSPORT_ERROR,
  /** A message on the WebSocket was larger than {@link EngineSettings#maxPayload}. */
  TOO_LARGE,
  /** This side wanted it. */
  FORCED
}
