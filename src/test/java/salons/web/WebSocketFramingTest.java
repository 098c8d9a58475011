package salons.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import salons.room.Deliveries;
import salons.room.Delivery;
import salons.web.WebSocketFraming.Frames;

final class WebSocketFramingTest {
  private final List<Frames> toFree = new ArrayList<>();
  private final WebSocketFraming framing =
      new WebSocketFraming(PooledByteBufAllocator.DEFAULT, toFree::add);

  @Test
  void a_delivery_is_framed_once_for_all_who_ask_in_a_tick() {
    Delivery delivery = Deliveries.of("one", "two");
    ByteBuf bytes = framing.frames(delivery).bytes();
    assertThat(framing.frames(delivery).bytes()).isSameAs(bytes);
    assertThat(toFree).hasSize(1);
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo("\u0081\u0003one\u0081\u0003two");
  }

  @Test
  void what_nobody_sends_as_bytes_is_never_framed() {
    WebSocketFraming none = new WebSocketFraming(giving(() -> fail("framed")), toFree::add);
    Frames frames = none.frames(Deliveries.of("one"));
    assertThat(frames.texts()).hasSize(1);
    frames.free();
    assertThat(frames.isFreed()).isTrue();
  }

  /** An allocator that is not to be used. */
  private static ByteBufAllocator giving(Runnable whenUsed) {
    return (ByteBufAllocator) Proxy.newProxyInstance(
        ByteBufAllocator.class.getClassLoader(),
        new Class<?>[] {ByteBufAllocator.class},
        (proxy, method, arguments) -> {
          whenUsed.run();
          return null;
        });
  }

  @Test
  void in_a_later_tick_the_bytes_are_made_anew_and_the_old_ones_are_free() {
    Delivery delivery = Deliveries.of("one");
    ByteBuf before = framing.frames(delivery).bytes();
    toFree.get(0).free();
    assertThat(before.refCnt()).isZero();
    ByteBuf now = framing.frames(delivery).bytes();
    assertThat(now.refCnt()).isEqualTo(1);
    toFree.get(1).free();
    assertThat(now.refCnt()).isZero();
  }

  @Test
  void lengths_are_written_as_rfc_6455_has_them() {
    for (int length : new int[] {0, 125, 126, 65_535, 65_536}) {
      Frames frames = framing.frame(new byte[length]);
      int header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
      assertThat(frames.bytes().readableBytes()).isEqualTo(header + length);
      assertThat(frames.bytes().getUnsignedByte(1))
          .isEqualTo((short) (length < 126 ? length : length < 65_536 ? 126 : 127));
      frames.free();
    }
  }
}
