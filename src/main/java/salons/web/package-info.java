/**
 * The side of the browsers: the HTTP verticle, the page, and one {@link salons.web.Session} a socket. Knows the log only as
 * {@link salons.room.RoomLog}, and never Redis.
 */
@NullMarked
package salons.web;

import org.jspecify.annotations.NullMarked;
