package salons.protocol;

/** Every bound of the wire protocol. A value past one is refused with the code that names it; nothing is ever cut. */
public final class Limits {
  /** Code points of a text. */
  public static final int TEXT = 4000;

  /** Code points of a user name. */
  public static final int USER = 32;

  /** Code points of a room name. */
  public static final int ROOM = 64;

  /** Code points of a room's topic. */
  public static final int TOPIC = 200;

  /** How long a ban, a mute or a turn in slow mode lasts at most, in seconds: a year. */
  public static final long MODERATION_SECONDS = 365L * 24 * 3_600;

  /** UTF-16 units of a name that is taken from Redis, where an instance with other limits may have put it. */
  static final int STORED_NAME = 256;

  /** Characters of an id that a client chose. */
  public static final int ID = 64;

  /** Characters of a guest's key, at least and at most. */
  public static final int SHORTEST_KEY = 16;

  public static final int LONGEST_KEY = 64;

  /** Bytes of a WebSocket message from a client; a larger one closes the socket with 1009. */
  public static final int FRAME = 65_536;

  /** Messages of a {@code history} page, and of the history that a join may ask for. */
  public static final int PAGE = 200;

  /** Messages of a page when the client does not say. */
  public static final int DEFAULT_PAGE = 50;

  /** Names of people in a frame; where more are in a room they are counted only. */
  public static final int NAMES = 100;

  /** Up to here the scripts in Redis can count. */
  public static final long SEQ = 1L << 53;

  private Limits() {}
}
