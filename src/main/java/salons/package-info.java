/**
 * Salons: a chat of many rooms over many instances. The way of a message, and where to read on:
 *
 * <ol>
 *   <li>A tab sends a text frame; {@link salons.protocol.FrameReader} makes a {@link salons.protocol.ClientFrame} of it.
 *   <li>{@code salons.web.Session}, one a socket, applies it: a {@code message} becomes a {@link salons.room.Draft}.
 *   <li>{@link salons.room.PublishBatcher} gathers what one turn of the event loop brought, and sends it over {@link salons.room.Bus}
 *   <li>to {@link salons.redis.RedisVerticle}, whose {@code Publisher} calls {@code publish.lua}, once for all rooms.
 *   <li>Redis numbers, keeps and publishes it, to every instance that holds the room; {@link salons.protocol.MessageTemplate} finishes the
 *       frame.
 *   <li>There {@link salons.room.Feed} makes sure that nothing was skipped, and tells the event loops over the bus.
 *   <li>{@code salons.room.Room}, one an event loop, frames the bytes once and hands them to each of its members,
 *   <li>and {@code salons.web.Flusher} sends what this turn brought for a socket in one system call.
 * </ol>
 */
@NullMarked
package salons;

import org.jspecify.annotations.NullMarked;
