package salons.protocol;

import org.jspecify.annotations.Nullable;

/** A frame from a client, parsed and valid: after {@link FrameReader} no string means anything any more. */
public sealed interface ClientFrame {
  /** What a connection does with each kind of frame; a kind that is forgotten fails to compile. */
  interface Receiver {
    void hello(Hello hello);

    void join(Join join);

    void leave(Leave leave);

    void message(Message message);

    void edit(Edit edit);

    void delete(Delete delete);

    void react(React react);

    void moderate(Moderate moderate);

    void typing(Typing typing);

    void history(History history);

    void ping(Ping ping);

    void trace(Trace trace);
  }

  /** The id the client chose for this frame, if any; every answer to the frame carries it. */
  @Nullable
  MessageId id();

  void applyTo(Receiver receiver);

  /** {@code hello}: who the client claims to be. */
  record Hello(@Nullable MessageId id, @Nullable String token) implements ClientFrame {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.hello(this);
    }
  }

  /**
   * {@code join}: enter a room.
   *
   * @param person with the {@code by} of the key that the frame had: nobody keeps the key itself. {@link Person#NOBODY} is not seen there
   * @param history how many of the newest messages to answer with when {@code since} cannot be honoured or is absent
   * @param since the last message the client has
   */
  record Join(
      @Nullable MessageId id,
      RoomName room,
      Person person,
      int history,
      @Nullable Position since) implements ClientFrame {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.join(this);
    }
  }

  /** {@code leave}: leave a room. */
  record Leave(@Nullable MessageId id, RoomName room) implements ClientFrame {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.leave(this);
    }
  }

  /** What becomes an event of the room's log. With an id it is acknowledged, and the same id never makes two events. */
  sealed interface Loggable extends ClientFrame {
    RoomName room();
  }

  /** What makes another one of the message of that seq. */
  sealed interface Change extends Loggable {
    long seq();
  }

  /**
   * {@code message}: say something in a room.
   *
   * @param re the seq of what it answers
   */
  record Message(
      @Nullable MessageId id,
      RoomName room,
      MessageText text,
      @Nullable Long re) implements Loggable {
    public Message(@Nullable MessageId id, RoomName room, MessageText text) {
      this(id, room, text, null);
    }

    @Override
    public void applyTo(Receiver receiver) {
      receiver.message(this);
    }
  }

  /** {@code edit}: another text for the message of that seq. */
  record Edit(@Nullable MessageId id, RoomName room, long seq, MessageText text) implements Change {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.edit(this);
    }
  }

  /** {@code delete}: the message of that seq is to be gone. */
  record Delete(@Nullable MessageId id, RoomName room, long seq) implements Change {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.delete(this);
    }
  }

  /** {@code react}: put an emoji beside the message of that seq, or take it back. */
  record React(@Nullable MessageId id, RoomName room, long seq, Emoji emoji, boolean on)
      implements Change {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.react(this);
    }
  }

  /**
   * {@code moderate}: keep order in a room.
   *
   * @param target whom it is about; null for what is about the room
   * @param addresses whether a ban is also one of the addresses that they are connected from
   * @param seconds how long it lasts, or between two messages of somebody
   * @param value the topic or the mode; empty for what has none
   */
  record Moderate(
      @Nullable MessageId id,
      RoomName room,
      Moderation action,
      @Nullable Target target,
      boolean addresses,
      long seconds,
      String value)
      implements Loggable {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.moderate(this);
    }
  }

  /** {@code typing}: the user is writing something, or stopped writing. */
  record Typing(@Nullable MessageId id, RoomName room, boolean on) implements ClientFrame {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.typing(this);
    }
  }

  /** {@code history}: the page of at most {@code limit} messages older than {@code before}. */
  record History(@Nullable MessageId id, RoomName room, long before, int limit)
      implements ClientFrame {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.history(this);
    }
  }

  /** {@code trace}: whether this socket wants to see the way of its own messages. */
  record Trace(@Nullable MessageId id, boolean on) implements ClientFrame {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.trace(this);
    }
  }

  /** {@code ping}: for measuring the round trip from within a page, which cannot send WebSocket pings. */
  record Ping(@Nullable MessageId id) implements ClientFrame {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.ping(this);
    }
  }
}
