package salons.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Why the server did not do what a frame asked for: what the client sees in an {@code error} frame.
 *
 * @param message one English sentence that names what was wrong
 * @param retryAfterMs how long to wait before trying again, in milliseconds; null when trying again as it is cannot help
 */
public record Refusal(Code code, String message, @Nullable Long retryAfterMs) {
  /** The closed table of what may be refused; the wire name is {@link #wireName()}. */
  public enum Code {
    BAD_REQUEST,
    UNKNOWN_TYPE,
    NOT_JOINED,
    BAD_ROOM,
    BAD_USER,
    EMPTY_TEXT,
    TOO_LONG,
    RATE_LIMITED,
    UNAVAILABLE,
    UNAUTHORIZED,
    FORBIDDEN,
    TOO_MANY_ROOMS,
    NO_SUCH_MESSAGE,
    READ_ONLY;

    private final String wireName = name().toLowerCase(java.util.Locale.ROOT);

    public String wireName() {
      return wireName;
    }

    /** Whether the frame itself was wrong, so that a peer that keeps sending such frames is better shown the door. */
    public boolean blamesTheClient() {
      return this != RATE_LIMITED && this != UNAVAILABLE;
    }
  }

  private static final long NANOS_A_MS = 1_000_000;

  public Refusal(Code code, String message) {
    this(code, message, null);
  }

  /** Only members of the room may do this. */
  public static Refusal notJoined(String room, String what) {
    return new Refusal(Code.NOT_JOINED, "Join " + room + " before you " + what + ".");
  }

  public static Refusal tooManyRooms(int most) {
    return new Refusal(Code.TOO_MANY_ROOMS, "One connection can be in " + most + " rooms.");
  }

  /** The id of a message is that of another one. */
  public static Refusal idTaken() {
    return new Refusal(
        Code.BAD_REQUEST, "This id is taken by another message of this room; choose another id.");
  }

  /** There is no such message, or not any more. */
  public static Refusal noSuchMessage(RoomName room, long seq) {
    return new Refusal(
        Code.NO_SUCH_MESSAGE, "There is no message " + seq + " in " + room + " any more.");
  }

  /** Whoever it is may not do this there, which takes that right. */
  public static Refusal forbidden(String action, String room, String right) {
    return new Refusal(
        Code.FORBIDDEN,
        "You may not " + action + " " + room + ": you do not have the right '" + right
            + "' there.");
  }

  /** A moderator forbade it, for so many ms. */
  public static Refusal forbiddenFor(String what, String room, long ms) {
    return new Refusal(
        Code.FORBIDDEN,
        "A moderator does not let you " + what + " " + room + " for " + (ms + 999) / 1_000 + " s.",
        ms);
  }

  /** Only who moderates the room does that. */
  public static Refusal readOnly(String room, RoomMode mode) {
    return new Refusal(
        Code.READ_ONLY,
        "The room " + room + " is " + mode.wireName() + ": only moderators do that.");
  }

  /** Nobody knows who it is, and that is needed. */
  public static Refusal unauthorized(String why) {
    return new Refusal(Code.UNAUTHORIZED, why);
  }

  public static Refusal tokenNeeded() {
    return unauthorized("A token is needed here: say hello with one first.");
  }

  /** A connection stays that of whoever it was of. */
  public static Refusal anotherPerson() {
    return unauthorized("The token is about somebody else: open another connection for them.");
  }

  /** Why a call failed: as it says, or because what it needs is out of reach. */
  public static Refusal of(Throwable failure) {
    return failure instanceof RefusedException refused ? refused.refusal() : unavailable();
  }

  /** Tokens cannot be verified for now. */
  public static Refusal keysOutOfReach() {
    return new Refusal(
        Code.UNAVAILABLE,
        "The keys by which tokens are verified cannot be reached right now; send it again.",
        1000L);
  }

  /** The name is that of somebody verified who is in the room. */
  public static Refusal nameTaken(String name, String room) {
    return new Refusal(
        Code.BAD_USER,
        "The name " + name + " belongs to somebody verified who is in " + room
            + "; choose another one.");
  }

  /** Too much of something came at once; in so many nanoseconds the same may be sent again. */
  public static Refusal rateLimited(String what, long wait) {
    long retryAfterMs = (wait + NANOS_A_MS - 1) / NANOS_A_MS;
    return new Refusal(
        Code.RATE_LIMITED,
        "Too many " + what + " at once; send it again in " + retryAfterMs + " ms.",
        retryAfterMs);
  }

  /** The log could not be reached in time; nothing was lost, the same frame may be sent again. */
  public static Refusal unavailable() {
    return new Refusal(
        Code.UNAVAILABLE,
        "The log cannot be reached right now; send it again with the same id.",
        1000L);
  }
}
