/**
 * The redis-server that is brought along for those who have none: its program, its process, and which instance looks after it. To the
 * rest it is a {@link salons.redis.RedisAddress}.
 */
@NullMarked
package salons.embedded;

import org.jspecify.annotations.NullMarked;
