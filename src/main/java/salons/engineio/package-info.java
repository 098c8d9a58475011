/**
 * Engine.IO v4, the server's side, as such: one {@link salons.engineio.EngineSession} a client, over HTTP long-polling, WebSocket, or first
 * the one and then the other. A leaf: it knows neither rooms nor Socket.IO, no HTTP server, no clock and no thread; requests, sockets and
 * the time are handed to it. What stands above it is an {@link salons.engineio.EngineHandler}. Nothing here is thread-safe; a session
 * is confined to one event loop at a time.
 */
@NullMarked
package salons.engineio;

import org.jspecify.annotations.NullMarked;
