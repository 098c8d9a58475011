/**
 * What crosses the wire, and nothing else: client frames in, server frames out, the names that are valid. A leaf: it knows no
 * socket, no room and no Redis. Only {@link salons.protocol.FrameReader} and {@link salons.protocol.ServerFrames} know a JSON key.
 */
@NullMarked
package salons.protocol;

import org.jspecify.annotations.NullMarked;
