package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Cluster;
import salons.e2e.Issuer;
import salons.e2e.Tab;

/** What the page shows of a room in which somebody keeps order. */
@Timeout(60)
final class OrderIT {
  @RegisterExtension
  static final Chat chat = new Chat("auth.jwt.secret", Issuer.SECRET);

  private final String room = Cluster.room();

  private Tab moderator() {
    Tab tab = chat.cluster().tab(1);
    JsonArray rights = new JsonArray().add("read").add("write").add("moderate");
    tab.send(new JsonObject()
        .put("type", "hello")
        .put(
            "token",
            Issuer.token(Issuer.about("mod").put("rooms", new JsonObject().put("*", rights)))));
    tab.join(room, "Mod");
    return tab;
  }

  @CanIgnoreReturnValue
  private JsonObject moderate(Tab moderator, String action, String field, String value) {
    JsonObject ack = moderator.ask(new JsonObject()
        .put("type", "moderate")
        .put("room", room)
        .put("action", action)
        .put(field, value));
    assertThat(ack.getString("type")).as(ack.encode()).isEqualTo("ack");
    return ack;
  }

  @Test
  void the_topic_stands_under_the_name_of_the_room_and_refusals_say_why() {
    Tab moderator = moderator();
    moderate(moderator, "topic", "value", "Été 2027");
    Visit ana = chat.enter(room, "Ana");
    ana.awaitTrue("() => document.querySelector('#topic').textContent === 'Été 2027'");
    moderate(moderator, "topic", "value", "");
    ana.awaitTrue("() => document.querySelector('#topic').hidden");
    moderate(moderator, "mode", "value", "read-only");
    ana.say("nobody hears this");
    ana.awaitTrue("() => document.querySelector('#log').textContent.includes('only moderators')");
    moderate(moderator, "mode", "value", "open");
    ana.say("this they do");
    String by = moderator.awaitMessage("this they do").getString("by");
    moderate(moderator, "ban", "by", by);
    ana.awaitTrue(
        "() => document.querySelector('#entry[open]')?.textContent.includes('A moderator sent you out of this room for a time.')");
  }
}
