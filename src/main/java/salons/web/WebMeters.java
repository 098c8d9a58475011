package salons.web;

import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.protocol.Refusal;

/**
 * The figures of this package, told where they arise. Calls come on the event loop of the connection, of several loops at the same
 * time; every method does nothing unless it is overridden.
 */
public interface WebMeters {
  WebMeters NONE = new WebMeters() {};

  default void connected() {}

  /**
   * A connection is over.
   *
   * @param reason why this side ended it; null when the client went
   */
  default void disconnected(Bye.@Nullable Reason reason) {}

  /** Something that a client sent was answered by an error. */
  default void refused(Refusal.Code code) {}
}
