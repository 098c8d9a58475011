package salons.redis;

import org.jspecify.annotations.Nullable;

/**
 * What an instance says of itself as long as it runs.
 *
 * @param id how it is called
 * @param startedAt ms since 1970
 * @param url where browsers reach it, if that is known
 * @param mode of its Redis: see {@link salons.room.ClusterStatus.RedisState}
 */
public record InstanceInfo(
    String id,
    String host,
    int port,
    long startedAt,
    @Nullable String url,
    String version,
    String mode) {}
