/**
 * Socket.IO as such, protocol version 5, the server's side: {@link salons.socketio.SocketPacket} for what comes, {@link
 * salons.socketio.SocketPackets} for what goes, and {@link salons.socketio.SocketConnection}, which knows the namespaces a client is
 * connected to and what may come next. A leaf: it knows no chat, no socket, no thread and no clock; the payloads of Engine.IO's messages
 * come in, and whole Engine.IO messages go out. Nothing here is thread-safe; a connection is confined to the event loop that owns it.
 */
@NullMarked
package salons.socketio;

import org.jspecify.annotations.NullMarked;
