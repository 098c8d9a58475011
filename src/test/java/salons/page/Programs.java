package salons.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Program;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.embedded.FreePort;

/**
 * Three instances out of the packaged jar, as the README starts them: no Redis given, one data folder. For all test classes that
 * register it as a static {@code @RegisterExtension}; what a test ended is started again behind it. Otherwise as {@link Chat}.
 */
final class Programs implements BeforeAllCallback, AfterEachCallback {
  static final int COUNT = 3;

  /** What a browser reports of its own accord while an instance is gone or going, or the network. */
  private static final List<String> OUT_OF_REACH = List.of(
      "net::ERR_CONNECTION_REFUSED",
      "net::ERR_CONNECTION_RESET",
      "net::ERR_INTERNET_DISCONNECTED",
      "Unexpected response code: 503");

  private @Nullable Chromium chromium;
  private @Nullable House house;

  @Override
  public void beforeAll(ExtensionContext context) {
    chromium = Chromium.of(context);
    house = context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Programs.class))
        .getOrComputeIfAbsent(House.class, key -> House.start(), House.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    chromium().closeTabs();
    house().tabs.closeAll();
    for (int i = 0; i < COUNT; i++) {
      if (!get(i).isAlive()) {
        launch(i);
      }
    }
    chromium().assertNoComplaints();
  }

  Chromium chromium() {
    return Objects.requireNonNull(chromium);
  }

  Program get(int i) {
    return house().programs.get(i);
  }

  int port(int i) {
    return house().ports.get(i);
  }

  String url(int i) {
    return "http://localhost:" + port(i) + "/";
  }

  /** Where they run: a folder {@code webroot} in it takes the place of the page in the jar. */
  Path folder() {
    return house().folder;
  }

  /** Starts this one again, on its port, and waits until it is ready. */
  void launch(int i) {
    house().launch(i);
    get(i).awaitReady();
  }

  /** Ends this one as its Ctrl+C does. */
  void stop(int i) {
    chromium().expect(OUT_OF_REACH);
    get(i).terminate();
    get(i).awaitExit();
  }

  /** Ends this one as a power cut does. */
  void kill(int i) {
    chromium().expect(OUT_OF_REACH);
    get(i).kill();
  }

  /** Ends the network of this tab's browser, not the machine's. */
  void takeNetworkFrom(Page page) {
    chromium().expect(OUT_OF_REACH);
    page.context().setOffline(true);
  }

  @CanIgnoreReturnValue
  Visit enter(int i, String room, String name) {
    return enter(i, Chat.options(), room, name);
  }

  @CanIgnoreReturnValue
  Visit enter(int i, Browser.NewContextOptions options, String room, String name) {
    return enter(i, chromium().tab(options), room, name);
  }

  @CanIgnoreReturnValue
  Visit enter(int i, Page page, String room, String name) {
    return Visit.enter(page, url(i), room, name);
  }

  /** Somebody who needs no browser, in the room by that instance. */
  Tab someone(int i, String room, String name) {
    Tab tab = house().tabs.connect(port(i));
    tab.join(room, name);
    return tab;
  }

  private House house() {
    return Objects.requireNonNull(house);
  }

  private static final class House implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("salons-page");
    private final List<Integer> ports = new ArrayList<>();
    private final List<Program> programs = new ArrayList<>();
    private final Tabs tabs = new Tabs();

    private House() throws IOException {
      for (int i = 0; i < COUNT; i++) {
        ports.add(FreePort.reserve());
      }
    }

    static House start() {
      try {
        House house = new House();
        for (int i = 0; i < COUNT; i++) {
          house.launch(i);
        }
        house.programs.forEach(Program::awaitReady);
        return house;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void launch(int i) {
      Program program = Program.start(folder, Map.of("port", Integer.toString(ports.get(i))));
      if (i < programs.size()) {
        programs.set(i, program);
      } else {
        programs.add(program);
      }
    }

    @Override
    public void close() throws IOException {
      tabs.close();
      // In order, so that the last one takes the Redis that was brought along with it.
      programs.forEach(Program::terminate);
      programs.forEach(Program::awaitExit);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
