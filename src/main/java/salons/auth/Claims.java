package salons.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.TokenSubject;
import salons.protocol.UserName;

/** What a token says whose signature is right: anything may stand in it. */
final class Claims {
  private static final double MS_A_SECOND = 1_000;

  private Claims() {}

  /**
   * Whom it is about.
   *
   * @param now ms since 1970
   * @param leewayS see {@link TokenTimes}
   * @throws RefusedException that says which claim is not as it should be
   */
  static Principal read(JsonObject claims, long now, int leewayS) {
    Long ends = time(claims, "exp");
    Long begins = time(claims, "nbf");
    if (ends == null) {
      throw refused("The token has no exp: it has to say when it runs out.");
    }
    long leewayMs = (long) (leewayS * MS_A_SECOND);
    long expiresAt = ends + leewayMs;
    if (now >= expiresAt) {
      throw refused("The token has run out.");
    }
    if (begins != null && now < begins - leewayMs) {
      throw refused("The token does not hold yet.");
    }
    boolean admin = Boolean.TRUE.equals(claims.getValue("admin"));
    return Principal.verified(by(claims), name(claims), rights(claims), admin, expiresAt);
  }

  /** In ms since 1970; null when it is not said. */
  private static @Nullable Long time(JsonObject claims, String claim) {
    Object value = claims.getValue(claim);
    if (value == null) {
      return null;
    }
    if (value instanceof Number seconds) {
      // Far from the ends of a long, whatever stands there.
      return (long) Math.max(-1e15, Math.min(1e15, seconds.doubleValue() * MS_A_SECOND));
    }
    throw refused("The token's " + claim + " is no number of seconds.");
  }

  private static String by(JsonObject claims) {
    if (claims.getValue("sub") instanceof String subject && !subject.isEmpty()) {
      return TokenSubject.by(subject);
    }
    throw refused("The token has no sub: it has to say whom it is about.");
  }

  private static @Nullable UserName name(JsonObject claims) {
    Object name = claims.getValue("name");
    if (name == null) {
      return null;
    }
    if (name instanceof String text) {
      try {
        return new UserName(text);
      } catch (RefusedException e) {
        throw refused("The token's name cannot be one: " + e.refusal().message());
      }
    }
    throw refused("The token's name is no string.");
  }

  private static Rights rights(JsonObject claims) {
    Object rooms = claims.getValue("rooms");
    if (rooms == null) {
      return Rights.NONE;
    }
    if (rooms instanceof JsonObject object) {
      Map<String, List<String>> rights = new HashMap<>();
      object.forEach(each -> rights.put(each.getKey(), strings(each.getValue())));
      try {
        return Rights.of(rights);
      } catch (IllegalArgumentException e) {
        throw refused("The token's rooms cannot be: " + e.getMessage() + ".");
      }
    }
    throw refused("The token's rooms are no object of arrays.");
  }

  private static List<String> strings(Object value) {
    if (value instanceof JsonArray array && array.stream().allMatch(String.class::isInstance)) {
      return array.stream().map(String.class::cast).toList();
    }
    throw refused("The token's rooms are no object of arrays of strings.");
  }

  private static RefusedException refused(String why) {
    return new RefusedException(Refusal.unauthorized(why));
  }
}
