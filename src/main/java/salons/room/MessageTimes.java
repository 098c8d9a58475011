package salons.room;

/**
 * The way of one message into the log, in nanoseconds of this instance's own clock. One thread writes it at a time; the bus hands it
 * on.
 */
public final class MessageTimes {
  private final long readAt;
  private long sentAt;
  private long repliedAt;
  private int tries;

  /**
   * @param readAt when the frame was read, by {@link System#nanoTime}
   */
  public MessageTimes(long readAt) {
    this.readAt = readAt;
  }

  /** The script call that has the message leaves. */
  public void sent() {
    sentAt = System.nanoTime();
    tries++;
  }

  /** The script call was answered. */
  public void replied() {
    repliedAt = System.nanoTime();
  }

  /** Whether all went well at the first try: of any other way the times say nothing. */
  public boolean isMeasured() {
    return tries == 1 && repliedAt != 0;
  }

  public long readAt() {
    return readAt;
  }

  public long sentAt() {
    return sentAt;
  }

  public long repliedAt() {
    return repliedAt;
  }
}
