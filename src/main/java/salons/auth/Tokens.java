package salons.auth;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.NoSuchKeyIdException;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;

/**
 * Tells by a JSON Web Token who somebody is. A key is for one algorithm: HS256 with the secret; with a key set what the kind of each key
 * says, so that no token chooses how it is verified. Thread-safe.
 */
public final class Tokens {
  /** Characters; a longer one is not even looked at. */
  private static final int LONGEST = 8_192;

  /** With a signature: Vert.x takes those without, where it has no key. */
  private static final Pattern SIGNED = Pattern.compile("[\\w-]++\\.[\\w-]++\\.[\\w-]++");

  private final Vertx vertx;
  private final TokenSettings settings;

  /** On which everything is done, and what is known is kept. */
  private final Context home;

  private final Verifiers verifiers;

  /** @param settings that {@linkplain TokenSettings#verify verify} */
  public Tokens(Vertx vertx, TokenSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.home = vertx.getOrCreateContext();
    this.verifiers = settings
        .jwks()
        .<Verifiers>map(this::remote)
        .orElseGet(() -> secret(settings.secret().orElseThrow()));
    home.runOnContext(start -> verifiers.current().onFailure(askedAgain -> {}));
  }

  private RemoteKeys remote(JwksLocation location) {
    return new RemoteKeys(
        KeyFetch.of(vertx, location, settings.times().patienceMs()),
        keys -> verifier(options -> options.setJwks(keys)),
        settings.times(),
        System::nanoTime);
  }

  private Verifiers secret(String secret) {
    JWTAuth only = verifier(options -> options.addPubSecKey(
        new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(Buffer.buffer(secret))));
    return new Verifiers() {
      @Override
      public Future<JWTAuth> current() {
        return Future.succeededFuture(only);
      }

      @Override
      public Future<JWTAuth> newest() {
        return Future.failedFuture("there is no other key");
      }
    };
  }

  private JWTAuth verifier(UnaryOperator<JWTAuthOptions> withKeys) {
    // The times are judged with the other claims, which say more than that a token is not valid.
    JWTOptions options = new JWTOptions().setIgnoreExpiration(true);
    settings.issuer().ifPresent(options::setIssuer);
    settings.audience().ifPresent(audience -> options.setAudience(List.of(audience)));
    return JWTAuth.create(vertx, withKeys.apply(new JWTAuthOptions().setJWTOptions(options)));
  }

  /**
   * Whom the token is about.
   *
   * @return completes on the context of the caller, later; fails with a {@link RefusedException} that says why not, {@code unavailable}
   *     when the keys cannot be had
   */
  public Future<Principal> verify(String token) {
    Context caller = vertx.getOrCreateContext();
    Promise<Principal> told = Promise.promise();
    home.runOnContext(begin -> principal(token)
        .recover(failure -> Future.failedFuture(refused(failure)))
        .onComplete(known -> caller.runOnContext(tell -> told.handle(known))));
    return told.future();
  }

  private Future<Principal> principal(String token) {
    if (token.length() > LONGEST || !SIGNED.matcher(token).matches()) {
      return Future.failedFuture("no signed token");
    }
    return verifiers
        .current()
        .compose(verifier -> claims(verifier, token))
        .recover(failure -> failure instanceof NoSuchKeyIdException
            ? verifiers.newest().compose(verifier -> claims(verifier, token))
            : Future.failedFuture(failure))
        .map(claims ->
            Claims.read(claims, System.currentTimeMillis(), settings.times().leewayS()));
  }

  /** Not on an event loop: to verify a signature takes up to a millisecond. */
  private Future<JsonObject> claims(JWTAuth verifier, String token) {
    return vertx
        .executeBlocking(() -> authenticate(verifier, token), false)
        .compose(user -> user)
        .map(user -> user.attributes().getJsonObject("accessToken"));
  }

  private static Future<User> authenticate(JWTAuth verifier, String token) {
    String header = token.substring(0, token.indexOf('.'));
    if (new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(header))).containsKey("crit")) {
      return Future.failedFuture("what it asks to be understood is not");
    }
    return verifier.authenticate(new TokenCredentials(token));
  }

  /** What else is wrong with a token is nobody's business. */
  private static RefusedException refused(Throwable failure) {
    return failure instanceof RefusedException known
        ? known
        : new RefusedException(Refusal.unauthorized("The token is not valid."));
  }
}
