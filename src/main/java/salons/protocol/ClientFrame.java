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

  /** {@code message}: say something in a room. With an id it is acknowledged, and the same id never makes two messages. */
  record Message(@Nullable MessageId id, RoomName room, MessageText text) implements ClientFrame {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.message(this);
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
