package salons.socketio;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One packet that came, valid as a whole. Its JSON is not made into a tree: what stands where is told by indices into {@link #bytes},
 * which belong to the caller again when the handler that was given the packet returns.
 */
public final class SocketPacket {
  /** Kinds of packets, in the order of their digits. A binary one is known by its attachments. */
  public enum Type {
    CONNECT,
    DISCONNECT,
    EVENT,
    ACK,
    CONNECT_ERROR
  }

  /** The namespace of a packet that names none. */
  public static final String MAIN = "/";

  private static final byte[] NO_BYTES = {};

  /**
   * Where in the bytes the arguments are: for an event what follows its name, for an acknowledgement all of its array, for {@code CONNECT}
   * and {@code CONNECT_ERROR} the one value that may be there.
   */
  record Arguments(@Nullable String event, int count, int from, int firstTo, int to) {}

  private final Type type;
  private final String namespace;
  private final @Nullable String id;
  private final int attachmentCount;
  private final byte[] bytes;
  private final Arguments arguments;
  private final List<byte[]> attachments;

  SocketPacket(
      Type type,
      String namespace,
      @Nullable String id,
      int attachmentCount,
      byte[] bytes,
      Arguments arguments,
      List<byte[]> attachments) {
    this.type = type;
    this.namespace = namespace;
    this.id = id;
    this.attachmentCount = attachmentCount;
    this.bytes = bytes;
    this.arguments = arguments;
    this.attachments = attachments;
  }

  /**
   * Reads the text of one packet, from index {@code from} to before {@code to}: an Engine.IO message without its {@code 4}.
   *
   * @throws SocketParseException when it is none, its JSON is malformed anywhere, or a bound of {@code settings} is passed
   */
  public static SocketPacket decode(byte[] bytes, int from, int to, SocketSettings settings)
      throws SocketParseException {
    return new PacketReader(bytes, from, to, settings).read();
  }

  public Type type() {
    return type;
  }

  public String namespace() {
    return namespace;
  }

  /** What it wants to be acknowledged by, or acknowledges: the digits of a whole number of at least 0, of any size. */
  public @Nullable String id() {
    return id;
  }

  /** The name of an event: a number's name is its digits. Empty for what is no event. */
  public String event() {
    String event = arguments.event();
    return event == null ? "" : event;
  }

  /** How many arguments there are; an event's name is none. */
  public int argumentCount() {
    return arguments.count();
  }

  /** The UTF-8 that the indices are of. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the first argument begins; of no meaning if there is none. */
  public int firstFrom() {
    return arguments.from();
  }

  /** The index behind the first argument. */
  public int firstTo() {
    return arguments.firstTo();
  }

  /** How many bytes all arguments are. */
  public int size() {
    return arguments.to() - arguments.from();
  }

  /** A copy of all arguments: JSON values with commas between them, empty for none. */
  public byte[] arguments() {
    return Arrays.copyOfRange(bytes, arguments.from(), arguments.to());
  }

  /** How many attachments it has, and announced; more than 0 for binary packets alone. */
  public int attachmentCount() {
    return attachmentCount;
  }

  /** What the placeholders among the arguments stand for, in the order of their {@code num}; empty where they are not kept. */
  public List<byte[]> attachments() {
    return attachments;
  }

  /** The same packet over bytes of its own. */
  SocketPacket copied() {
    int from = arguments.from();
    return new SocketPacket(
        type,
        namespace,
        id,
        attachmentCount,
        arguments(),
        new Arguments(
            arguments.event(),
            arguments.count(),
            0,
            arguments.firstTo() - from,
            arguments.to() - from),
        attachments);
  }

  SocketPacket withoutArguments() {
    return new SocketPacket(
        type,
        namespace,
        id,
        attachmentCount,
        NO_BYTES,
        new Arguments(arguments.event(), 0, 0, 0, 0),
        attachments);
  }

  SocketPacket with(List<byte[]> received) {
    return new SocketPacket(type, namespace, id, attachmentCount, bytes, arguments, received);
  }
}
