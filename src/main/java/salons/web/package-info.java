/**
 * The side of the clients: the HTTP verticle, the page, a {@link salons.web.Session} for each client, and its transport apart from it.
 * Knows the log only as {@link salons.room.RoomLog}, and never Redis.
 */
@NullMarked
package salons.web;

import org.jspecify.annotations.NullMarked;
