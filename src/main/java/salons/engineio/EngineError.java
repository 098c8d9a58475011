package salons.engineio;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Why a request is refused, as clients know it: <code>{"code":0,"message":"Transport unknown"}</code>. */
public enum EngineError {
  UNKNOWN_TRANSPORT(400, 0, "Transport unknown"),
  UNKNOWN_SESSION(400, 1, "Session ID unknown"),
  BAD_HANDSHAKE_METHOD(400, 2, "Bad handshake method"),
  BAD_REQUEST(400, 3, "Bad request"),
  FORBIDDEN(403, 4, "Forbidden"),
  UNSUPPORTED_VERSION(400, 5, "Unsupported protocol version"),
  /** The server in JavaScript says it by the status alone. */
  TOO_LARGE(413, 3, "Payload too large");

  private final int status;
  private final int code;
  private final String message;

  EngineError(int status, int code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  /** The status of the HTTP answer. */
  public int status() {
    return status;
  }

  public int code() {
    return code;
  }

  public String message() {
    return message;
  }

  /** The body of the answer, {@code application/json}. */
  public byte[] json() {
    return ("{\"code\":" + code + ",\"message\":\"" + message + "\"}").getBytes(US_ASCII);
  }
}
