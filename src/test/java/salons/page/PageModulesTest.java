package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.impl.driver.Driver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the tests of the page's pure modules with the Node.js that Playwright brings along. */
final class PageModulesTest {
  @Test
  void the_tests_of_the_modules_pass() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(node(), "--test"));
    try (Stream<Path> tests = Files.list(Path.of("src/test/js"))) {
      tests
          .map(Path::toString)
          .filter(name -> name.endsWith(".test.mjs"))
          .sorted()
          .forEach(command::add);
    }
    assertThat(command).as("there are tests").hasSizeGreaterThan(2);
    Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor()).as(output).isZero();
    assertThat(output)
        .containsPattern("(?m)^(#|ℹ) pass [1-9]")
        .containsPattern("(?m)^(#|ℹ) fail 0");
  }

  private static String node() {
    Driver driver =
        Driver.ensureDriverInstalled(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), false);
    return driver.createProcessBuilder().command().get(0);
  }
}
