package salons.embedded;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the embedded Redis is told at start.
 *
 * @param folder where its files are
 * @param program a path, {@code bundled}, or empty for one of the system where there is a fit one
 * @param memory bytes that its data may take at most, 0 for any number
 */
public record EmbeddedSettings(Path folder, Optional<String> program, long memory) {
  /** Of this machine, or of the container: what data may take by default; 0 where the system does not say. */
  public static long quarterOfMemory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getTotalMemorySize() / 4)
        : 0;
  }
}
