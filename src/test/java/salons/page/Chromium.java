package salons.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The machine's own Chromium, without a window. Where there is none the test is skipped, unless {@code CI} is set. */
final class Chromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> expected = new ArrayList<>();

  private Chromium(Path program) {
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(program)
            .setArgs(List.of(
                "--no-sandbox",
                "--disable-gpu",
                // A name of this machine that is none of its own.
                "--host-resolver-rules=MAP chat.test 127.0.0.1",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync")));
  }

  /** The one browser of the run: it starts with the first test that needs it, and ends after the last. */
  static Chromium of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Chromium.class))
        .getOrComputeIfAbsent(Chromium.class, key -> launch(), Chromium.class);
  }

  private static Chromium launch() {
    Optional<Path> program = find();
    boolean required = System.getenv("CI") != null;
    assumeTrue(
        program.isPresent() || required, "no Chromium on this machine: the page is not tested");
    return new Chromium(
        program.orElseThrow(() -> new AssertionError("CI is set, but there is no Chromium")));
  }

  /** A tab of a profile of its own, that is nowhere yet: nothing is shared with the others. */
  Page tab(Browser.NewContextOptions options) {
    BrowserContext profile = browser.newContext(options);
    // Of every tab, also of those that the page opens.
    profile.onWebError(error -> complaints.add(error.error()));
    profile.onConsoleMessage(this::heard);
    return profile.newPage();
  }

  private void heard(ConsoleMessage message) {
    if (message.type().equals("error")) {
      complaints.add(message.text() + " at " + message.location());
    }
  }

  /** In this test, errors that speak of this are its own doing. */
  void expect(List<String> words) {
    expected.addAll(words);
  }

  void closeTabs() {
    browser.contexts().forEach(BrowserContext::close);
  }

  /** That no tab reported an error or a violation of the content policy, since this was last asked. */
  void assertNoComplaints() {
    List<String> unexpected = complaints.stream()
        .filter(text -> expected.stream().noneMatch(text::contains))
        .toList();
    complaints.clear();
    expected.clear();
    assertThat(unexpected).as("errors in the browser's console").isEmpty();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  private static Optional<Path> find() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
            .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
