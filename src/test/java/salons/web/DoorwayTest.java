package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each connection has an event loop of its own here, which runs when it is told to. */
final class DoorwayTest {
  private static final int MANY = 200;

  private final List<Channel> taken = new ArrayList<>();

  @Test
  void more_are_let_in_whenever_half_of_those_on_their_way_have_arrived() {
    EmbeddedChannel port = port(false);
    List<EmbeddedChannel> all =
        Stream.generate(EmbeddedChannel::new).limit(MANY).toList();
    all.forEach(port::writeInbound);
    assertThat(taken).hasSize(64);
    arrive(all.subList(0, 31), port);
    assertThat(taken).hasSize(64);
    arrive(all.subList(31, 32), port);
    assertThat(taken).hasSize(96);
    arrive(all.subList(32, MANY), port);
    arrive(all, port);
    assertThat(taken).hasSameElementsAs(all).hasSize(MANY);
  }

  @Test
  void those_that_break_while_they_are_let_in_hold_up_nobody() {
    EmbeddedChannel port = port(true);
    for (int i = 0; i < MANY; i++) {
      port.writeInbound(new LocalChannel());
    }
    assertThat(taken).hasSize(MANY);
    assertThat(port.config().isAutoRead()).isTrue();
  }

  private static void arrive(List<EmbeddedChannel> connections, EmbeddedChannel port) {
    for (EmbeddedChannel connection : connections) {
      connection.runPendingTasks();
      port.runPendingTasks();
    }
  }

  /**
   * @param broken whether no option of a connection can be set, upon which Netty closes it before it has a loop
   */
  private EmbeddedChannel port(boolean broken) {
    return new EmbeddedChannel(new Doorway(), new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        taken.add(connection);
        if (broken) {
          connection.unsafe().closeForcibly();
        }
      }
    });
  }
}
