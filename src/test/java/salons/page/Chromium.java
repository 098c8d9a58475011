package salons.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's own Chromium, without a window. Where there is none the test is skipped, unless {@code CI} is set. */
final class Chromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new java.util.concurrent.CopyOnWriteArrayList<>();

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
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync")));
  }

  static Chromium launch() {
    Optional<Path> program = find();
    boolean required = System.getenv("CI") != null;
    assumeTrue(
        program.isPresent() || required, "no Chromium on this machine: the page is not tested");
    return new Chromium(
        program.orElseThrow(() -> new AssertionError("CI is set, but there is no Chromium")));
  }

  /** A tab of a browser of its own: nothing is shared with the others. */
  Page tab(String language, String url) {
    Page page = tab(new Browser.NewContextOptions().setLocale(language));
    page.navigate(url);
    return page;
  }

  /** The same, of a browser that is set otherwise, before it goes anywhere. */
  Page tab(Browser.NewContextOptions options) {
    Page page = browser.newContext(options).newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      // A browser also reports each connection that an instance which is down refuses, and what an
      // instance does not offer.
      boolean expected =
          message.text().contains("WebSocket connection") || message.location().contains("/api/");
      if (message.type().equals("error") && !expected) {
        complaints.add(message.text());
      }
    });
    return page;
  }

  void closeTabs() {
    browser.contexts().forEach(BrowserContext::close);
  }

  /** Errors and violations of the content policy that any tab reported. */
  List<String> complaints() {
    return complaints;
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
