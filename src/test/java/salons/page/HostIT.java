package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import salons.e2e.Cluster;

/** The page under a name that nobody gave to the instance. */
@Timeout(60)
final class HostIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  @ParameterizedTest
  @CsvSource({
    "en-GB, This instance does not answer to the name chat.test.",
    "fr-FR, Cette instance ne répond pas sous le nom chat.test."
  })
  void who_runs_the_instance_reads_there_which_setting_lets_the_name_in(
      String locale, String words) {
    // Without TLS that header is for this machine alone.
    chat.chromium().expect(List.of("421", "Cross-Origin-Opener-Policy"));
    Page page = chat.tab(Chat.options().setLocale(locale));
    page.navigate("http://chat.test:" + chat.cluster().port(0) + "/#" + Cluster.room());
    page.waitForSelector("#entry[open]");
    page.fill("#name", "Ana");
    page.press("#name", "Enter");
    page.waitForSelector("#banner:has-text('" + words + "')");
    assertThat(page.textContent("#banner")).contains("origins", "public.url");
  }
}
