package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import salons.room.Deliveries;
import salons.web.WebSocketFraming.Frames;

/** Who is sent away when an instance holds too much for its clients. */
final class BacklogTest {
  private static final long MOST = 1_000;

  private final Budget budget = new Budget(MOST);
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<Frames> frames = new ArrayList<>();
  private final WebSocketFraming framing =
      new WebSocketFraming(UnpooledByteBufAllocator.DEFAULT, frames::add);
  private final Backlog backlog = new Backlog(budget, framing, tasks::add);

  private static final class Client implements Backlog.Holder {
    long holds;
    boolean isShed;
    boolean isCut;

    @Override
    public long holds() {
      return isCut ? 0 : holds;
    }

    @Override
    public long hunger() {
      return holds();
    }

    @Override
    public void shed() {
      isShed = true;
    }

    @Override
    public void abort() {
      isCut = true;
    }
  }

  private Client holding(long bytes) {
    Client client = new Client();
    client.holds = bytes;
    backlog.changed(client);
    return client;
  }

  private void runTasks() {
    List<Runnable> due = List.copyOf(tasks);
    tasks.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void nobody_while_all_fit() {
    Client one = holding(500);
    Client other = holding(500);
    runTasks();
    backlog.recount();
    assertThat(one.isShed || other.isShed).isFalse();
    assertThat(budget.used()).isEqualTo(1_000);
  }

  @Test
  void the_hungriest_until_the_others_fit_and_within_a_second_they_are_cut() {
    Client small = holding(10);
    Client large = holding(300);
    Client largest = holding(400);
    Client middle = holding(295);
    runTasks();
    assertThat(largest.isShed).isTrue();
    assertThat(small.isShed || middle.isShed || large.isShed).isFalse();
    assertThat(budget.used()).isEqualTo(605);
    backlog.recount();
    assertThat(largest.isCut).isTrue();
  }

  @Test
  void at_once_when_those_who_were_sent_away_keep_much() {
    List<Client> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(holding(100));
      backlog.makeRoom();
    }
    runTasks();
    long kept = many.stream().mapToLong(Client::holds).sum();
    assertThat(kept).isLessThan(MOST + MOST / 2);
  }

  @Test
  void not_somebody_of_this_event_loop_when_the_others_hold_it_all() {
    budget.add(MOST);
    Client small = holding(10);
    runTasks();
    backlog.recount();
    assertThat(small.isShed).isFalse();
  }

  @Test
  void what_shrank_or_is_gone_is_not_counted_any_more() {
    Client one = holding(800);
    Client other = holding(100);
    one.holds = 50;
    backlog.recount();
    assertThat(budget.used()).isEqualTo(150);
    backlog.gone(other);
    assertThat(budget.used()).isEqualTo(50);
  }

  @Test
  void what_many_sockets_share_counts_once_and_until_the_last_has_sent_it() {
    Frames shared = framing.frames(Deliveries.of("x".repeat(100)));
    ByteBuf waiting = shared.bytes().retain();
    shared.pin();
    shared.pin();
    Client reader = holding(1);
    assertThat(budget.used()).isBetween(100L, 120L);
    frames.forEach(Frames::free);
    backlog.recount();
    assertThat(budget.used()).isGreaterThan(100);
    waiting.release();
    backlog.recount();
    assertThat(budget.used()).isEqualTo(1);
    assertThat(waiting.refCnt()).isZero();
    assertThat(reader.isShed).isFalse();
  }
}
