package salons.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the image is rehearsed with, as its build runs it. */
@Timeout(60)
final class RehearsalTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(1);

  @Test
  void in_a_rehearsal_everybody_hears_everything() throws Exception {
    Outcome outcome = rehearse("http://localhost:" + cluster.port(0), "20");
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
      Outcome outcome = rehearse(url);
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
      Outcome outcome = rehearse(arguments);
      assertThat(outcome.output()).startsWith("Usage: ").hasLineCount(1);
      assertThat(outcome.status()).isEqualTo(2);
    }
  }

  private record Outcome(int status, String output) {}

  private static Outcome rehearse(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("src/rehearsal/java/Rehearsal.java");
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
