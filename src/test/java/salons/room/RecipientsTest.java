package salons.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is given what, whatever those do who are being served. */
final class RecipientsTest {
  private static final int MANY = 5;

  private final Recipients recipients = new Recipients();
  private final List<Membership> memberships = new ArrayList<>();
  private final List<Integer> served = new ArrayList<>();
  private int added;
  private int busy;
  private Runnable meanwhile = () -> {};

  RecipientsTest() {
    for (int i = 0; i < MANY; i++) {
      memberships.add(add());
      recipients.goLive(memberships.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void whoever_leaves_while_another_is_served_makes_nobody_miss_anything(int leaver) {
    for (int whileServed = 0; whileServed < MANY; whileServed++) {
      new RecipientsTest().leaves(leaver, whileServed, false);
      new RecipientsTest().leaves(leaver, whileServed, true);
    }
  }

  private void leaves(int leaver, int whileServed, boolean wanted) {
    busy = whileServed;
    meanwhile = () -> recipients.remove(memberships.get(leaver));
    deliver(wanted);
    assertThat(served)
        .as("%d leaves while %d is served", leaver, whileServed)
        .doesNotHaveDuplicates()
        .hasSize(leaver > whileServed ? MANY - 1 : MANY);
    served.clear();
    busy = -1;
    deliver(wanted);
    assertThat(served).doesNotHaveDuplicates().doesNotContain(leaver).hasSize(MANY - 1);
  }

  @Test
  void whoever_falls_behind_or_comes_meanwhile_makes_nobody_miss_anything() {
    busy = 2;
    meanwhile = () -> {
      recipients.fallBehind(memberships.get(0));
      recipients.fallBehind(memberships.get(4));
      recipients.goLive(add());
    };
    deliver(false);
    assertThat(served).as("all that were live and are").containsExactlyInAnyOrder(0, 1, 2, 3);
    served.clear();
    busy = -1;
    deliver(false);
    assertThat(served).containsExactlyInAnyOrder(1, 2, 3, 5);
  }

  @Test
  void a_delivery_within_a_delivery_leaves_the_outer_one_whole() {
    busy = 1;
    meanwhile = () -> {
      busy = -1;
      deliver(false);
      recipients.remove(memberships.get(0));
    };
    deliver(false);
    assertThat(served).hasSize(2 * MANY).containsOnly(0, 1, 2, 3, 4);
  }

  /** One that is not live yet. Neither its room nor its person are asked for. */
  @SuppressWarnings("NullAway")
  private Membership add() {
    int own = added++;
    Recipient recipient = new Deaf() {
      @Override
      public void deliver(Delivery delivery) {
        served.add(own);
        if (own == busy) {
          meanwhile.run();
        }
      }
    };
    Membership membership = new Membership(null, recipient, null);
    recipients.add(membership);
    return membership;
  }

  private void deliver(boolean wanted) {
    Delivery delivery = Deliveries.of("hi");
    if (wanted) {
      recipients.deliverTo(membership -> true, delivery);
    } else {
      recipients.deliver(delivery);
    }
  }
}
