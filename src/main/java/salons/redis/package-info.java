/**
 * Everything that talks to Redis, and nobody else does: the verticle, its two connections and how they come back, the scripts, and
 * the redis-server that is brought along for those who have none.
 */
@NullMarked
package salons.redis;

import org.jspecify.annotations.NullMarked;
