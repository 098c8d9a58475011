package salons.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Whoever issues tokens: signs by the JDK alone, so that nothing is verified by what signed it. */
public final class Issuer {
  /** What an instance and its issuer share. */
  public static final String SECRET = "thirty-two bytes, and some more of them";

  private static final long AN_HOUR_S = 3_600;

  private final String algorithm;
  private final String kid;
  private final KeyPair keys;

  private Issuer(String algorithm, String kid, KeyPair keys) {
    this.algorithm = algorithm;
    this.kid = kid;
    this.keys = keys;
  }

  /** One with a key of its own for RS256, ES256 or EdDSA. */
  public static Issuer of(String algorithm, String kid) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(
          switch (algorithm) {
            case "RS256" -> "RSA";
            case "ES256" -> "EC";
            default -> "Ed25519";
          });
      if (algorithm.equals("RS256")) {
        generator.initialize(2_048);
      } else if (algorithm.equals("ES256")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return new Issuer(algorithm, kid, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Claims about somebody for an hour. */
  public static JsonObject about(String sub) {
    return new JsonObject().put("sub", sub).put("exp", now() + AN_HOUR_S);
  }

  /** The same, with a name. */
  public static JsonObject about(String sub, String name) {
    return about(sub).put("name", name);
  }

  /** Seconds since 1970. */
  public static long now() {
    return System.currentTimeMillis() / 1_000;
  }

  /** Signed by HS256 with {@link #SECRET}. */
  public static String token(JsonObject claims) {
    return hs256(SECRET.getBytes(UTF_8), new JsonObject().put("alg", "HS256"), claims);
  }

  /** Signed by HS256 with any secret, whatever the header says. */
  public static String hs256(byte[] secret, JsonObject header, JsonObject claims) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      String signed = base64(header) + "." + base64(claims);
      return signed + "." + base64(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signed by this one's key. */
  public String sign(JsonObject claims) {
    return sign(new JsonObject().put("alg", algorithm).put("kid", kid), claims);
  }

  /** The same, whatever the header says. */
  public String sign(JsonObject header, JsonObject claims) {
    try {
      Signature signature = Signature.getInstance(
          switch (algorithm) {
            case "RS256" -> "SHA256withRSA";
            case "ES256" -> "SHA256withECDSAinP1363Format";
            default -> "Ed25519";
          });
      String signed = base64(header) + "." + base64(claims);
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public PublicKey key() {
    return keys.getPublic();
  }

  /** The public key as a JSON Web Key. */
  public JsonObject jwk() {
    JsonObject jwk = new JsonObject().put("kid", kid).put("use", "sig").put("alg", algorithm);
    if (key() instanceof RSAPublicKey rsa) {
      return jwk.put("kty", "RSA")
          .put("n", base64(unsigned(rsa.getModulus(), 256)))
          .put("e", base64(unsigned(rsa.getPublicExponent(), 3)));
    }
    if (key() instanceof ECPublicKey ec) {
      return jwk.put("kty", "EC")
          .put("crv", "P-256")
          .put("x", base64(unsigned(ec.getW().getAffineX(), 32)))
          .put("y", base64(unsigned(ec.getW().getAffineY(), 32)));
    }
    byte[] der = key().getEncoded();
    return jwk.put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("x", base64(Arrays.copyOfRange(der, der.length - 32, der.length)));
  }

  /** What these publish together. */
  public static String jwks(Issuer... issuers) {
    JsonArray keys = new JsonArray();
    for (Issuer issuer : issuers) {
      keys.add(issuer.jwk());
    }
    return new JsonObject().put("keys", keys).encode();
  }

  private static byte[] unsigned(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] exact = new byte[length];
    int copied = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - copied, exact, length - copied, copied);
    return exact;
  }

  public static String base64(JsonObject json) {
    return base64(json.encode().getBytes(UTF_8));
  }

  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
