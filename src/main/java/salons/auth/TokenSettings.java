package salons.auth;

import java.util.Optional;

/**
 * By what tokens are verified: a secret, or the keys of whoever issues them, never both.
 *
 * @param secret shared with the issuer, of at least {@link #SHORTEST_SECRET} bytes
 * @param issuer what {@code iss} has to be; empty for anybody
 * @param audience what {@code aud} has to be, or to have; empty for anything
 */
public record TokenSettings(
    Optional<String> secret,
    Optional<JwksLocation> jwks,
    Optional<String> issuer,
    Optional<String> audience,
    TokenTimes times) {
  /** Bytes, as many as HS256's hash has: a shorter one may be guessed from any token (RFC 7518, section 3.2). */
  public static final int SHORTEST_SECRET = 32;

  /** Whether there is anything by which a token can be verified. */
  public boolean verify() {
    return secret.isPresent() || jwks.isPresent();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return secret.isPresent() ? "a secret" : jwks.map(JwksLocation::toString).orElse("nothing");
  }
}
