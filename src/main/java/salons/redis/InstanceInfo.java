package salons.redis;

import org.jspecify.annotations.Nullable;
import salons.room.ClusterStatus.Relay;

/**
 * What an instance says of itself as long as it runs.
 *
 * @param id how it is called
 * @param startedAt ms since 1970
 * @param url where browsers reach it, if that is known
 * @param mode of its Redis: see {@link salons.room.ClusterStatus.RedisState}
 * @param relay how others hand on to it what belongs to its clients; with an empty host where that is the address by which it reaches Redis
 */
public record InstanceInfo(
    String id,
    String host,
    int port,
    long startedAt,
    @Nullable String url,
    String version,
    String mode,
    Relay relay) {}
