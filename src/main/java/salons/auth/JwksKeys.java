package salons.auth;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes from a JSON Web Key Set what tokens may be signed with: public keys for RS256, ES256 and EdDSA, each for its own algorithm alone. */
final class JwksKeys {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST = 100;
  private static final int LEAST_RSA_BYTES = 256;

  private JwksKeys() {}

  /**
   * The keys that can be used, at least one, without what is no part of a public key.
   *
   * @throws IllegalArgumentException that says why there are none
   */
  static List<JsonObject> read(Buffer text) {
    List<JsonObject> keys = new ArrayList<>();
    for (Object each : all(text)) {
      if (each instanceof JsonObject key && keys.size() < MOST) {
        usable(key).ifPresent(keys::add);
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "none of its keys is a public one for RS256, ES256 or EdDSA");
    }
    return keys;
  }

  /** @throws IllegalArgumentException as {@link #read} */
  static void check(Buffer text) {
    Objects.checkIndex(0, read(text).size());
  }

  private static JsonArray all(Buffer text) {
    try {
      JsonArray keys = text.length() > MOST_BYTES ? null : text.toJsonObject().getJsonArray("keys");
      return Objects.requireNonNull(keys);
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("it is no JSON object with an array 'keys'", e);
    }
  }

  private static Optional<JsonObject> usable(JsonObject key) {
    try {
      boolean signs = key.getString("use") == null || "sig".equals(key.getString("use"));
      return signs ? Optional.ofNullable(publicPart(key)) : Optional.empty();
    } catch (ClassCastException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Null for a key of another kind. */
  private static @Nullable JsonObject publicPart(JsonObject key) {
    String curve = key.getString("crv", "");
    return switch (key.getString("kty", "")) {
      case "RSA" -> bytes(key, "n") >= LEAST_RSA_BYTES ? only(key, "RS256", "n", "e") : null;
      case "EC" ->
        curve.equals("P-256") && bytes(key, "x") == 32 && bytes(key, "y") == 32
            ? only(key, "ES256", "crv", "x", "y")
            : null;
      case "OKP" ->
        curve.equals("Ed25519") && bytes(key, "x") == 32 ? only(key, "EdDSA", "crv", "x") : null;
      default -> null;
    };
  }

  /** How many bytes this part has; zeros before a modulus do not count. */
  private static int bytes(JsonObject key, String part) {
    byte[] number = Base64.getUrlDecoder().decode(key.getString(part, ""));
    int zeros = 0;
    while (part.equals("n") && zeros < number.length && number[zeros] == 0) {
      zeros++;
    }
    return number.length - zeros;
  }

  /** Null when the key is for another algorithm, or lacks a part. */
  private static @Nullable JsonObject only(JsonObject key, String algorithm, String... parts) {
    JsonObject part = new JsonObject().put("kty", key.getString("kty")).put("alg", algorithm);
    if (!algorithm.equals(key.getString("alg", algorithm))) {
      return null;
    }
    for (String name : parts) {
      if (key.getString(name) == null) {
        return null;
      }
      part.put(name, key.getString(name));
    }
    return key.getString("kid") == null ? part : part.put("kid", key.getString("kid"));
  }
}
