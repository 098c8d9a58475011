/**
 * What crosses the wire, and nothing else: client frames in, server frames out, the names that are valid. A leaf: it knows no
 * socket, no room and no Redis. What knows a JSON key stands here: {@link
 * salons.protocol.FrameReader} for what comes, {@link salons.protocol.ServerFrames} and {@link salons.protocol.MessageTemplate} for what goes.
 */
@NullMarked
package salons.protocol;

import org.jspecify.annotations.NullMarked;
