package salons.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the image is rehearsed with. */
@Tag("process")
@Timeout(60)
final class RehearsalTest {
  private static final String SOURCE = "src/rehearsal/java/Rehearsal.java";

  @RegisterExtension
  static final Cluster cluster = Cluster.of(1);

  @TempDir
  static Path classes;

  @BeforeAll
  static void compile() {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-d", classes.toString(), SOURCE)).isZero();
  }

  @Test
  void in_a_rehearsal_as_the_build_runs_it_everybody_hears_everything() throws Exception {
    Outcome outcome = launch("http://localhost:" + cluster.port(0), "20");
    assertThat(outcome.output())
        // Of 20: 200 lines for each in five rooms and in one, 100 in ten rooms of two, their own 50
        // in the five rounds of more.
        .isEqualTo("160 people came, heard 15000 messages and left.\n");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void another_server_is_told_from_this_one_on_one_line() throws Exception {
    HttpServer other = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    other.start();
    try {
      String url = "http://localhost:" + other.getAddress().getPort();
      Outcome outcome = run(url);
      assertThat(outcome.output())
          .isEqualTo(
              "The server at " + url + " does not answer as it should: /health/ready says 404\n");
      assertThat(outcome.status()).isOne();
    } finally {
      other.stop(0);
    }
  }

  @Test
  void what_it_does_not_understand_is_answered_with_its_usage() throws Exception {
    for (String[] arguments : new String[][] {{"http://a b"}, {"http://localhost", "many"}}) {
      Outcome outcome = run(arguments);
      assertThat(outcome.output()).startsWith("Usage: ").hasLineCount(1);
      assertThat(outcome.status()).isEqualTo(2);
    }
  }

  private record Outcome(int status, String output) {}

  /** In this JVM. */
  private static Outcome run(String... arguments) throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      Object status = loader
          .loadClass("Rehearsal")
          .getMethod("run", PrintStream.class, PrintStream.class, String[].class)
          .invoke(null, out, out, arguments);
      return new Outcome((int) status, written.toString(StandardCharsets.UTF_8));
    }
  }

  private static Outcome launch(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(SOURCE);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // With these, java says one line more.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).as("it ends").isTrue();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
