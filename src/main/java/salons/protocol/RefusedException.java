package salons.protocol;

import org.jspecify.annotations.Nullable;

/** Carries a {@link Refusal} up to where it becomes an {@code error} frame. Holds no stack: a client's mistake is no event of ours. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;
  private final @Nullable String frameId;

  public RefusedException(Refusal refusal) {
    this(refusal, null);
  }

  private RefusedException(Refusal refusal, @Nullable String frameId) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
    this.frameId = frameId;
  }

  public static RefusedException because(Refusal.Code code, String message) {
    return new RefusedException(new Refusal(code, message));
  }

  /** The same refusal, of the frame with this id. */
  RefusedException ofFrame(@Nullable String id) {
    return new RefusedException(refusal, id);
  }

  public Refusal refusal() {
    return refusal;
  }

  /** The id of the refused frame, when it had a valid one. */
  public @Nullable String frameId() {
    return frameId;
  }
}
