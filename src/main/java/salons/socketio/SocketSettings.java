package salons.socketio;

/**
 * How much a client may ask of the codec.
 *
 * @param connectTimeoutMs how long a transport may stay without having been connected to a namespace
 * @param maxAttachments of one packet
 * @param maxDepth of arrays and objects in each other, the array of a packet counted
 * @param maxPayload bytes of one packet, its attachments counted
 * @param keepsBinary whether the arguments and attachments of a packet that has attachments are kept and handed on; if not, nothing is
 *     held while its attachments come in, and it arrives without arguments
 */
public record SocketSettings(
    int connectTimeoutMs, int maxAttachments, int maxDepth, int maxPayload, boolean keepsBinary) {
  /** For a server that has no use for binary arguments. The numbers are those of the reference, which has no {@code maxDepth}. */
  public static final SocketSettings DEFAULT = new SocketSettings(45_000, 10, 32, 1_000_000, false);
}
