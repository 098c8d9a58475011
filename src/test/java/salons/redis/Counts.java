package salons.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what the meters of this package are told. */
final class Counts implements RedisMeters {
  final List<String> unreadable = new CopyOnWriteArrayList<>();
  final List<Integer> sweeps = new CopyOnWriteArrayList<>();

  @Override
  public void unreadable(String kind) {
    unreadable.add(kind);
  }

  @Override
  public void swept(int rooms) {
    sweeps.add(rooms);
  }
}
