package salons;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import salons.async.OutOfMemory;

/** Looks at all that is logged for a failure that is an {@link OutOfMemory}: what Netty and Vert.x catch comes by here. */
public final class OutOfMemoryFilter extends TurboFilter {
  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] parameters,
      @Nullable Throwable failure) {
    OutOfMemory.endIf(failure);
    if (parameters != null && parameters.length > 0) {
      OutOfMemory.endIf(parameters[parameters.length - 1] instanceof Throwable last ? last : null);
    }
    return FilterReply.NEUTRAL;
  }
}
