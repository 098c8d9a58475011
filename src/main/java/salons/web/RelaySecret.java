package salons.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What an instance tells the others, in Redis, so that it knows a request that one of them hands on: a client could send the same headers
 * otherwise, and be whoever it likes. A new one with each start.
 */
public final class RelaySecret {
  /** Its presence says that a request was handed on once, which is as often as may be; so whoever makes it up loses by it. */
  private static final String HEADER = "Salons-Relay";

  private static final int RANDOM_BYTES = 24;

  private final String value;

  private RelaySecret(String value) {
    this.value = value;
  }

  public static RelaySecret random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new RelaySecret(Base64.getUrlEncoder().encodeToString(bytes));
  }

  public String value() {
    return value;
  }

  /** Puts that of another instance into a request for it. */
  static void put(MultiMap headers, String secret) {
    headers.set(HEADER, secret);
  }

  /** Whether somebody says that the request was handed on already. */
  static boolean isClaimedIn(HttpServerRequest request) {
    return request.headers().contains(HEADER);
  }

  /** Whether another instance handed the request on; takes as long for any wrong secret. */
  boolean isIn(HttpServerRequest request) {
    String claimed = request.getHeader(HEADER);
    return claimed != null
        && MessageDigest.isEqual(claimed.getBytes(US_ASCII), value.getBytes(US_ASCII));
  }
}
