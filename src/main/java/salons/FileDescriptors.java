package salons;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** How many files and sockets the system lets this process have. */
final class FileDescriptors {
  private static final long ENOUGH = 4_096;

  private FileDescriptors() {}

  /** One line when they are few for a server; empty also where the system does not say. */
  static Optional<String> warning() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            && system.getMaxFileDescriptorCount() < ENOUGH
        ? Optional.of("Only " + system.getMaxFileDescriptorCount()
            + " file descriptors (ulimit -n), one a socket: people beyond that will not get in")
        : Optional.empty();
  }
}
