package salons.web;

/**
 * How long a connection may take while it speaks HTTP. In seconds; what is late is closed within a second more.
 *
 * @param wholeWithinS from the first byte of a request to its last; for the first one, from the connection on
 * @param idleS nothing read and nothing written
 */
public record HttpTimes(int wholeWithinS, int idleS) {
  public static final HttpTimes DEFAULT = new HttpTimes(10, 75);
}
