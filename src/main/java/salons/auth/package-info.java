/** Who may do what. A leaf but for the names of rooms: it knows no connection and no Redis. */
@NullMarked
package salons.auth;

import org.jspecify.annotations.NullMarked;
