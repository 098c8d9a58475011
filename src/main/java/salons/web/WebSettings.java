package salons.web;

/**
 * What the web side is told at start.
 *
 * @param instance how this instance is called
 * @param version of the program
 * @param port 1 to 65535
 * @param roomsPerSocket how many rooms one socket may be in
 * @param hosts what the operator says of hosts and origins
 * @param liveness how long a client may say or take nothing
 */
public record WebSettings(
    String instance,
    String version,
    String host,
    int port,
    int roomsPerSocket,
    KnownHosts hosts,
    LivenessTimes liveness) {}
