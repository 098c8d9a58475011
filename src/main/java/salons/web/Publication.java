package salons.web;

import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.room.Draft;
import salons.room.MessageTimes;
import salons.room.PublishBatcher;
import salons.room.Receipt;

/** A message of a session on its way to the log: tells its client how that went. */
final class Publication implements PublishBatcher.Sender {
  /** Bytes of memory besides the texts. */
  private static final int OVERHEAD = 512;

  /** What it needs of its session. */
  interface Author {
    Replies replies();

    void refuse(ClientFrame frame, Refusal refusal);

    /** The message, which took so many bytes of memory, was answered, whatever the answer was. */
    void published(int bytes);
  }

  private final Author author;
  private final ClientFrame.Message message;
  private final Draft draft;
  private final @Nullable MessageTracer tracer;
  private final @Nullable MessageTimes times;

  /**
   * @param times null when the message is not traced
   */
  Publication(
      Author author,
      ClientFrame.Message message,
      Person person,
      @Nullable MessageTracer tracer,
      @Nullable MessageTimes times) {
    this.author = author;
    this.message = message;
    this.draft = Draft.of(message, person, times);
    this.tracer = tracer;
    this.times = times;
  }

  Draft draft() {
    return draft;
  }

  /** Bytes of memory, until it is answered. */
  int bytes() {
    return bytes(draft, message);
  }

  static int bytes(Draft draft, ClientFrame.Message message) {
    return OVERHEAD + draft.body().length + 2 * message.text().value().length();
  }

  @Override
  public void written(Receipt receipt) {
    author.replies().written(message, receipt);
    if (tracer != null && times != null) {
      tracer.written(message.room(), message.id(), receipt, times);
    }
    author.published(bytes());
  }

  @Override
  public void refused(Refusal refusal) {
    author.refuse(message, refusal);
    author.published(bytes());
  }
}
