package salons.web;

import java.nio.file.Path;
import java.util.Optional;
import salons.engineio.EngineSettings;

/**
 * What the web side is told at start.
 *
 * @param instance how this instance is called
 * @param version of the program
 * @param port 1 to 65535
 * @param roomsPerSocket how many rooms one socket may be in
 * @param hosts what the operator says of hosts and origins
 * @param liveness how long a client may say or take nothing
 * @param limits how much it may ask for
 * @param http how long a connection may take while it speaks HTTP
 * @param proxies whose word is taken for where a client is
 * @param proxyProtocol whether every connection begins with a header of the PROXY protocol
 * @param relaySecret by which other instances prove that they hand something on
 * @param engine what clients of Socket.IO are told, and their bounds
 * @param socketIoBundle the file of its client for browsers, if it is to be served
 * @param adminToken by which administrators are known, if there is one
 */
public record WebSettings(
    String instance,
    String version,
    String host,
    int port,
    int roomsPerSocket,
    KnownHosts hosts,
    LivenessTimes liveness,
    RateLimits limits,
    HttpTimes http,
    TrustedProxies proxies,
    boolean proxyProtocol,
    RelaySecret relaySecret,
    EngineSettings engine,
    Optional<Path> socketIoBundle,
    Optional<AdminToken> adminToken) {}
