package salons.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Issuer;
import salons.e2e.Tabs;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.protocol.UserName;

/** Which tokens are taken, and what they make of somebody. */
final class TokensTest {
  private static final Issuer RSA = Issuer.of("RS256", "rsa");
  private static final Issuer EC = Issuer.of("ES256", "ec");
  private static final Issuer ED = Issuer.of("EdDSA", "ed");
  private static final JsonObject HS256 = new JsonObject().put("alg", "HS256");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Tabs.await(vertx.close());
  }

  @Test
  void a_token_says_who_somebody_is_and_what_they_may() {
    Principal ana = verify(
        bySecret(),
        Issuer.token(Issuer.about("ana@id", "Ana")
            .put(
                "rooms",
                new JsonObject().put("team-*", new JsonArray().add("read").add("moderate")))));
    assertThat(ana.isVerified()).isTrue();
    assertThat(ana.isAdmin()).isFalse();
    assertThat(ana.by()).isEqualTo("ana@id");
    Person asked = new Person(new UserName("Somebody else"), "key");
    assertThat(ana.as(asked)).isEqualTo(Person.verified(new UserName("Ana"), "ana@id"));
    assertThat(ana.rights().allow(Action.MODERATE, new RoomName("team-one"))).isTrue();
    assertThat(ana.rights().allow(Action.WRITE, new RoomName("team-one"))).isFalse();
    assertThat(ana.rights().allow(Action.READ, new RoomName("general"))).isNull();
  }

  @Test
  void without_a_name_in_the_token_one_is_called_as_one_likes() {
    Principal ana = verify(bySecret(), Issuer.token(Issuer.about("ana").put("admin", true)));
    assertThat(ana.isAdmin()).isTrue();
    Person asked = new Person(new UserName("Bo"), "key");
    assertThat(ana.as(asked)).isEqualTo(Person.verified(new UserName("Bo"), "ana"));
  }

  @Test
  void it_holds_until_a_few_seconds_after_it_ran_out() {
    long now = Issuer.now();
    Principal ana = verify(bySecret(), Issuer.token(Issuer.about("ana").put("exp", now + 60)));
    assertThat(ana.isExpired((now + 60) * 1_000)).isFalse();
    assertThat(ana.isExpired((now + 65) * 1_000)).isTrue();
    assertThat(Principal.GUEST.isExpired(Long.MAX_VALUE - 1)).isFalse();
    assertThat(verify(bySecret(), Issuer.token(Issuer.about("ana").put("exp", now - 2)))
            .by())
        .isEqualTo("ana");
    assertThat(verify(bySecret(), Issuer.token(Issuer.about("ana").put("nbf", now + 2)))
            .by())
        .isEqualTo("ana");
  }

  static Stream<Arguments> badClaims() {
    long now = Issuer.now();
    return Stream.of(
        Arguments.of("has run out", Issuer.about("ana").put("exp", now - 60)),
        Arguments.of("has run out", Issuer.about("ana").put("exp", -1e300)),
        Arguments.of("no exp", new JsonObject().put("sub", "ana")),
        Arguments.of("", Issuer.about("ana").put("exp", "tomorrow")),
        Arguments.of("does not hold yet", Issuer.about("ana").put("nbf", now + 60)),
        Arguments.of("", Issuer.about("ana").put("nbf", "now")),
        Arguments.of("no sub", new JsonObject().put("exp", now + 60)),
        Arguments.of("no sub", Issuer.about("")),
        Arguments.of("", Issuer.about("ana").put("sub", 7)),
        Arguments.of("name cannot be one", Issuer.about("ana", "x".repeat(33))),
        Arguments.of("name cannot be one", Issuer.about("ana", "An\u202ea")),
        Arguments.of("name is no string", Issuer.about("ana").put("name", 7)),
        Arguments.of("rooms are no object", Issuer.about("ana").put("rooms", "general")),
        Arguments.of(
            "rooms are no object of arrays",
            Issuer.about("ana").put("rooms", new JsonObject().put("general", "read"))),
        Arguments.of(
            "rooms cannot be",
            Issuer.about("ana").put("rooms", new JsonObject().put("a b", new JsonArray()))));
  }

  @ParameterizedTest
  @MethodSource("badClaims")
  void a_token_that_does_not_say_what_it_has_to_is_refused_with_the_claim(
      String why, JsonObject claims) {
    assertThat(refused(bySecret(), Issuer.token(claims))).contains(why);
  }

  static Stream<Arguments> badTokens() {
    JsonObject claims = Issuer.about("ana");
    String good = Issuer.token(claims);
    String none = Issuer.base64(new JsonObject().put("alg", "none")) + "." + Issuer.base64(claims);
    byte[] secret = Issuer.SECRET.getBytes(UTF_8);
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("no token", "hello"),
        Arguments.of("dots", ".."),
        Arguments.of("another secret", Issuer.hs256("x".repeat(40).getBytes(UTF_8), HS256, claims)),
        Arguments.of("no algorithm", none),
        Arguments.of("no algorithm and an empty signature", none + "."),
        Arguments.of("no algorithm and a signature", none + good.substring(good.lastIndexOf('.'))),
        Arguments.of("None", Issuer.hs256(secret, new JsonObject().put("alg", "None"), claims)),
        Arguments.of("no header", "e30" + good.substring(good.indexOf('.'))),
        Arguments.of("signature taken off", good.substring(0, good.lastIndexOf('.'))),
        Arguments.of("signature emptied", good.substring(0, good.lastIndexOf('.') + 1)),
        Arguments.of("signature cut", good.substring(0, good.length() - 2)),
        Arguments.of("another algorithm", RSA.sign(claims)),
        Arguments.of("HS512", Issuer.hs256(secret, new JsonObject().put("alg", "HS512"), claims)),
        Arguments.of(
            "what has to be understood",
            Issuer.hs256(secret, HS256.copy().put("crit", new JsonArray().add("b64")), claims)),
        Arguments.of("claims changed", changed(good)),
        Arguments.of("a blank", good + " "),
        Arguments.of("too long", Issuer.token(claims.copy().put("x", "x".repeat(8_192)))),
        Arguments.of(
            "a key id that is none",
            RSA.sign(new JsonObject().put("alg", "RS256").put("kid", 7), claims)));
  }

  private static String changed(String token) {
    return token.substring(0, token.indexOf('.') + 1)
        + Issuer.base64(Issuer.about("root").put("admin", true))
        + token.substring(token.lastIndexOf('.'));
  }

  @ParameterizedTest
  @MethodSource("badTokens")
  void what_is_not_signed_with_the_secret_is_not_valid(String what, String token) {
    assertThat(refused(bySecret(), token)).as(what).isEqualTo("The token is not valid.");
  }

  @ParameterizedTest
  @MethodSource("badTokens")
  void nor_is_it_by_keys(String what, String token, @TempDir Path folder) {
    if (!what.equals("another algorithm")) {
      Tokens tokens = byKeys(folder, Issuer.jwks(RSA, EC, ED));
      assertThat(refused(tokens, token)).as(what).isEqualTo("The token is not valid.");
    }
  }

  @Test
  void by_keys_each_verifies_what_it_signed(@TempDir Path folder) {
    Tokens tokens = byKeys(folder, Issuer.jwks(RSA, EC, ED));
    for (Issuer issuer : new Issuer[] {RSA, EC, ED}) {
      assertThat(verify(tokens, issuer.sign(Issuer.about("ana"))).by()).isEqualTo("ana");
    }
    JsonObject noKid = new JsonObject().put("alg", "ES256");
    assertThat(verify(tokens, EC.sign(noKid, Issuer.about("ana"))).by()).isEqualTo("ana");
  }

  /** The trick: the public key is no secret, and HS256 would take it for one. */
  @Test
  void a_public_key_is_no_secret(@TempDir Path folder) {
    Tokens tokens = byKeys(folder, Issuer.jwks(RSA, EC, ED));
    String pem = "-----BEGIN PUBLIC KEY-----\n"
        + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(RSA.key().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
    for (byte[] known : new byte[][] {
      pem.getBytes(UTF_8), RSA.key().getEncoded(), RSA.jwk().getString("n").getBytes(UTF_8)
    }) {
      for (JsonObject header : new JsonObject[] {HS256, HS256.copy().put("kid", "rsa")}) {
        assertThat(refused(tokens, Issuer.hs256(known, header, Issuer.about("root"))))
            .isEqualTo("The token is not valid.");
      }
    }
  }

  @Test
  void a_key_verifies_neither_by_another_algorithm_nor_under_anothers_name(@TempDir Path folder) {
    Tokens tokens = byKeys(folder, Issuer.jwks(RSA, EC, ED));
    Issuer stranger = Issuer.of("RS256", "rsa");
    assertThat(refused(tokens, stranger.sign(Issuer.about("root")))).isNotEmpty();
    for (String algorithm : new String[] {"RS512", "PS256", "ES256", "none"}) {
      JsonObject header = new JsonObject().put("alg", algorithm).put("kid", "rsa");
      assertThat(refused(tokens, RSA.sign(header, Issuer.about("root")))).isNotEmpty();
    }
    JsonObject embedded = new JsonObject()
        .put("alg", "RS256")
        .put("jwk", stranger.jwk())
        .put("jku", "http://localhost/keys")
        .put("x5c", new JsonArray().add("AAAA"));
    assertThat(refused(tokens, stranger.sign(embedded, Issuer.about("root")))).isNotEmpty();
  }

  @Test
  void secrets_and_weak_or_foreign_keys_in_a_key_set_are_left_out() {
    JsonArray keys = new JsonArray()
        .add(new JsonObject().put("kty", "oct").put("k", Issuer.base64(new byte[64])))
        .add(RSA.jwk().put("n", Issuer.base64(new byte[128])))
        .add(RSA.jwk().put("alg", "RS512"))
        .add(RSA.jwk().put("use", "enc"))
        .add(EC.jwk().put("crv", "P-384"))
        .add(ED.jwk().put("crv", "X25519"))
        .add(ED.jwk().put("x", 7))
        .add(7)
        .add(EC.jwk().put("d", "secret").put("x5c", new JsonArray().add("AAAA")));
    assertThat(JwksKeys.read(new JsonObject().put("keys", keys).toBuffer()))
        .singleElement()
        .satisfies(key -> assertThat(key.fieldNames())
            .containsExactlyInAnyOrder("kty", "alg", "kid", "crv", "x", "y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"keys\":7}", "{\"keys\":[]}", "not json"})
  void what_has_no_key_is_no_key_set(String text) {
    assertThat(catchThrowableOfType(
            IllegalArgumentException.class,
            () -> JwksKeys.check(io.vertx.core.buffer.Buffer.buffer(text))))
        .isNotNull();
  }

  @Test
  void a_key_that_is_none_after_all_lets_nobody_in(@TempDir Path folder) {
    String keys = new JsonObject()
        .put("keys", new JsonArray().add(EC.jwk().put("y", Issuer.base64(new byte[32]))))
        .encode();
    Tokens tokens = byKeys(folder, keys);
    assertThat(refused(tokens, EC.sign(Issuer.about("root")))).isNotEmpty();
    String none = Issuer.base64(new JsonObject().put("alg", "none"));
    assertThat(refused(tokens, none + "." + Issuer.base64(Issuer.about("root"))))
        .isNotEmpty();
    assertThat(refused(tokens, none + "." + Issuer.base64(Issuer.about("root")) + ".eA"))
        .isNotEmpty();
  }

  @Test
  void an_issuer_and_an_audience_that_are_asked_for_have_to_be_there() {
    Tokens tokens = new Tokens(
        vertx,
        new TokenSettings(
            Optional.of(Issuer.SECRET),
            Optional.empty(),
            Optional.of("https://id"),
            Optional.of("salons"),
            TokenTimes.DEFAULT));
    JsonObject right = Issuer.about("ana").put("iss", "https://id").put("aud", "salons");
    assertThat(verify(tokens, Issuer.token(right)).by()).isEqualTo("ana");
    JsonArray several = new JsonArray().add("other").add("salons");
    assertThat(verify(tokens, Issuer.token(right.copy().put("aud", several))).by())
        .isEqualTo("ana");
    for (JsonObject wrong : new JsonObject[] {
      right.copy().put("iss", "https://other"),
      right.copy().put("aud", "other"),
      right.copy().put("aud", 7),
      Issuer.about("ana").put("iss", "https://id"),
      Issuer.about("ana").put("aud", "salons")
    }) {
      assertThat(refused(tokens, Issuer.token(wrong))).isEqualTo("The token is not valid.");
    }
  }

  @Test
  void an_unknown_key_has_the_keys_asked_for_once_and_then_not_again_for_a_while() {
    AtomicReference<String> published = new AtomicReference<>(Issuer.jwks(RSA));
    AtomicInteger asked = new AtomicInteger();
    HttpServer issuer = Tabs.await(vertx
        .createHttpServer()
        .requestHandler(request -> {
          asked.incrementAndGet();
          request.response().end(published.get());
        })
        .listen(0, "127.0.0.1"));
    Tokens tokens = byUrl(issuer.actualPort(), new TokenTimes(5, 0, 600_000, 5_000));
    assertThat(verify(tokens, RSA.sign(Issuer.about("ana"))).by()).isEqualTo("ana");
    int before = asked.get();
    assertThat(verify(tokens, RSA.sign(Issuer.about("ana"))).by()).isEqualTo("ana");
    assertThat(asked.get()).isEqualTo(before);
    published.set(Issuer.jwks(RSA, EC));
    assertThat(verify(tokens, EC.sign(Issuer.about("bo"))).by()).isEqualTo("bo");
    assertThat(asked.get()).isEqualTo(before + 1);

    Tokens resting = byUrl(issuer.actualPort(), TokenTimes.DEFAULT);
    assertThat(verify(resting, EC.sign(Issuer.about("bo"))).by()).isEqualTo("bo");
    int first = asked.get();
    for (int i = 0; i < 20; i++) {
      assertThat(refused(resting, ED.sign(Issuer.about("cy"))))
          .isEqualTo("The token is not valid.");
    }
    assertThat(asked.get()).isEqualTo(first);
  }

  @Test
  void keys_out_of_reach_are_said_to_be_and_known_ones_go_on() {
    AtomicInteger status = new AtomicInteger(503);
    HttpServer issuer = Tabs.await(vertx
        .createHttpServer()
        .requestHandler(
            request -> request.response().setStatusCode(status.get()).end(Issuer.jwks(RSA)))
        .listen(0, "127.0.0.1"));
    Tokens tokens = byUrl(issuer.actualPort(), new TokenTimes(5, 0, 0, 5_000));
    RefusedException down = refusal(tokens, RSA.sign(Issuer.about("ana")));
    assertThat(down.refusal().code()).isEqualTo(Refusal.Code.UNAVAILABLE);
    assertThat(down.refusal().retryAfterMs()).isNotNull();
    status.set(200);
    assertThat(verify(tokens, RSA.sign(Issuer.about("ana"))).by()).isEqualTo("ana");
    for (int worse : new int[] {500, 302, 404}) {
      status.set(worse);
      assertThat(verify(tokens, RSA.sign(Issuer.about("ana"))).by()).isEqualTo("ana");
      assertThat(refused(tokens, EC.sign(Issuer.about("ana"))))
          .isEqualTo("The token is not valid.");
    }
  }

  private Tokens bySecret() {
    return new Tokens(vertx, settings(Optional.of(Issuer.SECRET), null, TokenTimes.DEFAULT));
  }

  private Tokens byKeys(Path folder, String jwks) {
    try {
      Path file = Files.writeString(folder.resolve("jwks.json"), jwks);
      return new Tokens(
          vertx, settings(Optional.empty(), new JwksLocation(null, file), TokenTimes.DEFAULT));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Tokens byUrl(int port, TokenTimes times) {
    URI url = URI.create("http://127.0.0.1:" + port + "/keys");
    return new Tokens(vertx, settings(Optional.empty(), new JwksLocation(url, null), times));
  }

  private static TokenSettings settings(
      Optional<String> secret,
      @org.jspecify.annotations.Nullable JwksLocation jwks,
      TokenTimes times) {
    return new TokenSettings(
        secret, Optional.ofNullable(jwks), Optional.empty(), Optional.empty(), times);
  }

  private static Principal verify(Tokens tokens, String token) {
    return Tabs.await(tokens.verify(token));
  }

  private static RefusedException refusal(Tokens tokens, String token) {
    return Tabs.await(tokens
        .verify(token)
        .transform(outcome -> io.vertx.core.Future.succeededFuture(
            (RefusedException) java.util.Objects.requireNonNull(outcome.cause(), "taken"))));
  }

  private static String refused(Tokens tokens, String token) {
    RefusedException refused = refusal(tokens, token);
    assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.UNAUTHORIZED);
    return refused.refusal().message();
  }
}
