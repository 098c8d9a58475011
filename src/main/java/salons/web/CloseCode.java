package salons.web;

import salons.protocol.Bye;

/** Why the server closes a WebSocket, in its own numbers (RFC 6455, section 7.4, and the registry it names). */
enum CloseCode {
  /** What is above the WebSocket has ended, in a way of its own. */
  NORMAL(1000, ""),
  PROTOCOL(1002, "not a WebSocket frame"),
  BINARY(1003, "text frames only"),
  NOT_UTF8(1007, "text that is not UTF-8"),
  POLICY(1008, "too many bad frames"),
  BANNED(1008, "banned"),
  KICKED(1008, "kicked"),
  FRAGMENTS(1008, "too many pieces of one message"),
  TOO_BIG(1009, "frame too big"),
  RESTARTING(1012, "restarting"),
  TOO_SLOW(1013, "too slow: come back with since"),
  UNAUTHORIZED(4401, "a token is needed"),
  EXPIRED(4401, "the token has run out");

  final short code;
  final String reason;

  CloseCode(int code, String reason) {
    this.code = (short) code;
    this.reason = reason;
  }

  static CloseCode of(Bye.Reason reason) {
    return switch (reason) {
      case RESTARTING -> RESTARTING;
      case TOO_SLOW -> TOO_SLOW;
      case BAD_FRAMES -> POLICY;
      case TOO_BIG -> TOO_BIG;
      case BANNED -> BANNED;
      case KICKED -> KICKED;
      case UNAUTHORIZED -> UNAUTHORIZED;
      case EXPIRED -> EXPIRED;
    };
  }
}
