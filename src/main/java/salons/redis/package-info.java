/** Everything that keeps rooms in Redis, and nobody else does: the verticle, its two connections and how they come back, and the scripts. */
@NullMarked
package salons.redis;

import org.jspecify.annotations.NullMarked;
