package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import salons.e2e.Cluster;
import salons.e2e.Issuer;

/** The page where nobody is let in without a token: it has none of its own, a proxy in front may. */
@Timeout(60)
final class SignInIT {
  @RegisterExtension
  static final Chat chat = new Chat("auth.jwt.secret", Issuer.SECRET, "auth.required", "true");

  private final String room = Cluster.room();

  @ParameterizedTest
  @CsvSource({"en-GB, signed in", "fr-FR, identifié"})
  void says_so_in_words_and_does_not_try_again_by_itself(String language, String words) {
    // The browser's own words for 401 and for what was not fetched.
    chat.chromium().expect(List.of("401"));
    Page page = chat.tab(Chat.options().setLocale(language));
    page.clock().install();
    List<WebSocket> sockets = new CopyOnWriteArrayList<>();
    page.onWebSocket(sockets::add);
    page.navigate(chat.url() + "#" + room);
    page.waitForSelector("#entry[open]");
    page.fill("#name", "Ana");
    page.press("#name", "Enter");
    page.waitForSelector("#banner[data-kind=blocked]");
    assertThat(page.innerText("#banner")).contains(words);
    // Nobody shows a token in time.
    page.waitForCondition(() -> sockets.get(0).isClosed());
    page.clock().fastForward(600_000);
    page.waitForSelector("#banner[data-kind=blocked] button");
    assertThat(page.innerText("#banner")).contains(words);
    assertThat(sockets).hasSize(1);
    page.click("#banner button");
    page.waitForCondition(() -> sockets.size() == 2);
  }

  @org.junit.jupiter.api.Test
  void is_entered_by_the_name_of_a_token_that_a_proxy_hands_on() {
    Page page = chat.tab();
    JsonObject claims = Issuer.about("ana", "Ana of the token");
    page.setExtraHTTPHeaders(Map.of("Authorization", "Bearer " + Issuer.token(claims)));
    Visit ana = Visit.enter(page, chat.url(), room, "whoever");
    ana.say("hello");
    ana.awaitText("hello");
    assertThat(page.innerText("#log")).contains("Ana of the token");
  }
}
