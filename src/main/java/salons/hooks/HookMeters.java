package salons.hooks;

/** The figures of this package, told where they arise; every method does nothing unless it is overridden. */
public interface HookMeters {
  HookMeters NONE = new HookMeters() {};

  /** A receiver took so many events. */
  default void delivered(int events) {}

  /** A receiver did not take a delivery, which is tried again. */
  default void failed() {}

  /** So many events are never delivered: they waited too long, or the log held them no more. */
  default void dropped(long events) {}
}
