package salons.room;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.Refusal;
import salons.protocol.RoomName;

/** Hears nothing: only itself matters. */
class Deaf implements Recipient {
  @Override
  public void whenReady(Supplier<Future<Void>> next) {}

  @Override
  public void inTurn(Runnable work) {
    work.run();
  }

  @Override
  public void joined(Joined joined) {}

  @Override
  public void joinRefused(ClientFrame.Join join, Refusal refusal) {}

  @Override
  public void arrived(RoomName room, long first, long last, long heardAt) {}

  @Override
  public NewRooms newRooms() {
    return NewRooms.UNLIMITED;
  }

  @Override
  public void expelled(RoomName room, String reason, @Nullable Long retryAfterMs) {}

  @Override
  public void deliver(Delivery delivery) {}
}
