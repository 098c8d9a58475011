package salons.protocol;

/** The events that change a message, as they travel and are kept: see {@link MessageTemplate#event}. Stateless. */
public final class ChangeTemplate {
  private ChangeTemplate() {}

  /** The type of the event that comes of it. */
  public static String type(ClientFrame.Change change) {
    if (change instanceof ClientFrame.Edit) {
      return "edited";
    }
    return change instanceof ClientFrame.Delete ? "deleted" : "reaction";
  }

  /** The line of that event, when this person does it. */
  public static byte[] line(ClientFrame.Change change, Person person, byte[] tail) {
    JsonWriter fields = new JsonWriter(128)
        .field("room", change.room().value())
        .field("of", change.seq())
        .person(person);
    if (change instanceof ClientFrame.Edit edit) {
      fields = fields.field("text", edit.text().value());
    } else if (change instanceof ClientFrame.React react) {
      fields = fields.field("emoji", react.emoji().value()).ascii(",\"on\":" + react.on());
    }
    return MessageTemplate.event(type(change), fields.toBytes(), tail);
  }
}
