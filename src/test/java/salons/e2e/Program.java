package salons.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as a process of its own: the packaged jar where the build names one, else the classes. */
public final class Program implements AutoCloseable {
  private static final long PATIENCE_S = 30;
  private static final Pattern LISTENS = Pattern.compile(" listens on port (\\d+) ");

  private final Process process;

  // Guarded by this.
  private final List<String> output = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private int silentStreams;

  private Program(Process process) {
    this.process = process;
    collect(process.getInputStream(), output);
    collect(process.getErrorStream(), errors);
  }

  /** Starts {@code salons.Main} with these system properties, in {@code folder}; does not wait. */
  public static Program start(Path folder, Map<String, String> properties) {
    return start(folder, properties, Map.of(), "salons.Main");
  }

  /** Starts any main class on the class path of the tests. */
  public static Program start(
      Path folder,
      Map<String, String> properties,
      Map<String, String> environment,
      String main,
      String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Several of them start at once on few cores.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    // The tests keep their own log quiet; the program speaks as it does for everybody.
    command.add("-Dlogback.configurationFile=logback.xml");
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    String jar = System.getProperty("salons.jar");
    if (jar != null && main.equals("salons.Main")) {
      command.addAll(List.of("-jar", Path.of(jar).toAbsolutePath().toString()));
    } else {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    }
    command.addAll(List.of(arguments));
    try {
      Files.createDirectories(folder);
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().putAll(environment);
      return new Program(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the line that says so, and tells on which port it listens. */
  @CanIgnoreReturnValue
  public int awaitReady() {
    int port = awaitListening();
    awaitLine(line -> line.endsWith(" is ready"));
    return port;
  }

  /** As {@link #awaitReady}, but Redis need not be there. */
  @CanIgnoreReturnValue
  public int awaitListening() {
    Matcher listens = LISTENS.matcher(awaitLine(line -> LISTENS.matcher(line).find()));
    if (!listens.find()) {
      throw new AssertionError("it was found a moment ago");
    }
    return Integer.parseInt(listens.group(1));
  }

  /** Waits for a line of its output. */
  @CanIgnoreReturnValue
  public synchronized String awaitLine(Predicate<String> wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      for (String line : output) {
        if (wanted.test(line)) {
          return line;
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || silentStreams > 0) {
        throw new AssertionError("the line never came; " + story());
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Waits until it ended by itself, and tells its exit status. */
  @CanIgnoreReturnValue
  public int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end; " + story());
      }
      awaitSilence();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public synchronized List<String> output() {
    return List.copyOf(output);
  }

  /** What it wrote to standard error. */
  public synchronized List<String> errors() {
    return List.copyOf(errors);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, and waits for its end. */
  public void kill() {
    process.destroyForcibly();
    if (awaitExit() == 0) {
      throw new AssertionError("it had ended in order; " + story());
    }
  }

  /** SIGTERM. */
  public void terminate() {
    signal("TERM");
  }

  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  /** {@code HUP} for SIGHUP. */
  public void signal(String name) {
    Signal.send(name, process.toHandle());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit();
  }

  private synchronized void awaitSilence() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (silentStreams < 2 && System.nanoTime() < deadline) {
      wait(1_000);
    }
  }

  private void collect(InputStream in, List<String> lines) {
    Thread collector = new Thread(() -> {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          add(lines, line);
        }
      } catch (IOException ended) {
        // The process was killed.
      } finally {
        streamEnded();
      }
    });
    collector.setDaemon(true);
    collector.start();
  }

  private synchronized void add(List<String> lines, String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void streamEnded() {
    silentStreams++;
    notifyAll();
  }

  private synchronized String story() {
    return (process.isAlive() ? "it runs" : "it ended with " + process.exitValue())
        + ", said:\n" + String.join("\n", output) + "\nand to standard error:\n"
        + String.join("\n", errors);
  }
}
