package salons.web;

/**
 * How long a client may say or take nothing. In seconds.
 *
 * @param pingAfterS silence after which a client is asked whether it lives
 * @param goneAfterS silence after which it is gone
 * @param behindS how long a reader may take nothing of what waits for it
 * @param closedWithinS how long a close may take, with a client that does not read; then the connection is cut
 */
public record LivenessTimes(int pingAfterS, int goneAfterS, int behindS, int closedWithinS) {
  public static final LivenessTimes DEFAULT = new LivenessTimes(25, 35, 10, 5);
}
