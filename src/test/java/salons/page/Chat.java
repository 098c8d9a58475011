package salons.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/**
 * Two instances in this JVM and a browser, for all tests of a class; register it as a static {@code @RegisterExtension}. Tests keep
 * out of each other's way by rooms of their own; their tabs are closed behind them.
 */
final class Chat implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final Cluster cluster;
  private @Nullable Chromium chromium;

  /** {@code settings} are names and values in turn. */
  Chat(String... settings) {
    cluster = Cluster.of(2, settings);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    chromium = Chromium.launch();
    cluster.beforeAll(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    chromium().closeTabs();
    cluster.afterEach(context);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (chromium != null) {
      chromium.close();
      cluster.afterAll(context);
    }
  }

  Chromium chromium() {
    return Objects.requireNonNull(chromium);
  }

  String url() {
    return "http://localhost:" + cluster.port(0) + "/";
  }

  /** A tab that is nowhere yet. */
  Page tab() {
    return chromium().tab(options());
  }

  Page tab(Browser.NewContextOptions options) {
    return chromium().tab(options);
  }

  static Browser.NewContextOptions options() {
    return new Browser.NewContextOptions().setLocale("en-GB").setViewportSize(1100, 700);
  }

  @CanIgnoreReturnValue
  Visit enter(String room, String name) {
    return enter(tab(), room, name);
  }

  @CanIgnoreReturnValue
  Visit enter(Page page, String room, String name) {
    return Visit.enter(page, url(), room, name);
  }

  /** Somebody who needs no browser, in the room by the other instance. */
  Tab someone(String room, String name) {
    Tab tab = cluster.tab(1);
    tab.join(room, name);
    return tab;
  }
}
