package salons.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/**
 * Two instances in this JVM and a browser, for all test classes that want the same settings; register it as a static
 * {@code @RegisterExtension}. Tests keep out of each other's way by rooms of their own; their tabs are closed behind them, and none
 * may leave an error in the browser's console.
 */
final class Chat implements BeforeAllCallback, AfterEachCallback {
  private final List<String> settings;
  private @Nullable Chromium chromium;
  private @Nullable Cluster cluster;

  /** {@code settings} are names and values in turn. */
  Chat(String... settings) {
    this.settings = List.of(settings);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    chromium = Chromium.of(context);
    cluster = context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Chat.class))
        .getOrComputeIfAbsent(settings, Chat::start, Cluster.class);
  }

  private static Cluster start(List<String> settings) {
    Cluster cluster = Cluster.of(2, settings.toArray(String[]::new));
    cluster.start();
    return cluster;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    chromium().closeTabs();
    cluster().afterEach(context);
    chromium().assertNoComplaints();
  }

  Chromium chromium() {
    return Objects.requireNonNull(chromium);
  }

  Cluster cluster() {
    return Objects.requireNonNull(cluster);
  }

  String url() {
    return url(0);
  }

  String url(int instance) {
    return "http://localhost:" + cluster().port(instance) + "/";
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
    Tab tab = cluster().tab(1);
    tab.join(room, name);
    return tab;
  }
}
