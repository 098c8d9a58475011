package salons.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  void without_a_server_it_says_so_on_one_line() throws Exception {
    Outcome outcome = rehearse("http://localhost:1");
    assertThat(outcome.output())
        .startsWith("The server at http://localhost:1 does not answer")
        .hasLineCount(1);
    assertThat(outcome.status()).isOne();
  }

  @Test
  void what_it_does_not_understand_is_answered_with_its_usage() throws Exception {
    for (String[] arguments : new String[][] {{"localhost:3000"}, {"http://localhost", "many"}}) {
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
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
