package salons.protocol;

/**
 * A {@code message} frame with two holes, which only Redis can fill: the seq behind {@link #HEAD} and the time behind the
 * {@linkplain #body body}. So a message is encoded once, by the instance that took it in, and relayed as it is by all others.
 */
public final class MessageFrame {
  /** What stands before the seq. */
  public static final byte[] HEAD = Json.bytes("{\"type\":\"message\",\"seq\":");

  private MessageFrame() {}

  /** What stands between the seq and the time. */
  public static byte[] body(ClientFrame.Say say, UserName user) {
    Json json =
        new Json(96 + say.text().value().length()).key("room").string(say.room().value());
    if (say.id() != null) {
      json = json.ascii(",\"id\":\"").ascii(say.id().value()).ascii("\"");
    }
    return json.key("user")
        .string(user.value())
        .key("text")
        .string(say.text().value())
        .ascii(",\"at\":")
        .toBytes();
  }

  /** What stands behind the time: the instance that took the message in. */
  public static byte[] tail(String instance) {
    return new Json(64).key("from").string(instance).ascii("}").toBytes();
  }
}
