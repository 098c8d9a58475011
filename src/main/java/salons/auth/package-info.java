/** Who may do what. It knows the names of rooms, but no connection and no Redis. */
@NullMarked
package salons.auth;

import org.jspecify.annotations.NullMarked;
