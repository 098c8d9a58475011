package salons.suite;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import salons.engineio.CloseReason;
import salons.engineio.EngineSession;
import salons.engineio.Outgoing;
import salons.engineio.PacketType;

/** Sends each message back: text as text, binary as binary. */
final class Echo implements Application {
  private @Nullable EngineSession session;

  @Override
  public void opened(EngineSession opened) {
    session = opened;
  }

  @Override
  public void onText(byte[] bytes, int from, int to) {
    session().send(Outgoing.of(PacketType.MESSAGE.packet(bytes, from, to)));
  }

  @Override
  public void onBinary(byte[] bytes) {
    session().send(Outgoing.binary(bytes));
  }

  @Override
  public void onClosed(CloseReason why) {
    // Nothing is kept.
  }

  @Override
  public void onMore() {
    session().goOn();
  }

  private EngineSession session() {
    return Objects.requireNonNull(session);
  }
}
