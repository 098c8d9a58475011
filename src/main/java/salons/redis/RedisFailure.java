package salons.redis;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why Redis cannot be used.
 *
 * @param detail what Redis or the system says of it, on one line; for the log alone, as it may name hosts and users
 */
record RedisFailure(Kind kind, String detail) {
  /** What operators are to tell apart; one that lasts is logged once. */
  enum Kind {
    NOT_YET("Redis has not answered yet"),
    OUT_OF_REACH("Redis is out of reach"),
    OTHER_AUTHORITY(
        "Redis is out of reach: no authority that is trusted here (setting redis.tls.ca) issued its certificate"),
    OTHER_HOST(
        "Redis is out of reach: its certificate is for another host than the one in redis.url"),
    OTHER_TIME("Redis is out of reach: its certificate has expired, or is not valid yet"),
    NO_TLS("Redis is out of reach: no TLS connection comes about"),
    NOT_REDIS("what answers at redis.url is no Redis, or wants TLS (rediss://)"),
    NOT_LET_IN("Redis does not let this instance in: user name or password are missing or wrong"),
    NO_RIGHTS("the user of this instance has too few rights in Redis (README, \"Minimal rights\")"),
    LOADING("Redis is busy loading its data or running a script"),
    REPLICA("this Redis is a replica, which takes no messages; redis.url is to lead to its master"),
    CLUSTER("this Redis is a node of a Redis Cluster; redis.url is to lead to a Redis of its own"),
    FULL("Redis is full (maxmemory)"),
    NOT_WRITABLE("Redis refuses to write: it lacks replicas, or cannot save to its disk"),
    FOREIGN_FORMAT("the key " + Keys.META + " holds what no version of this program wrote"),
    UNSUITABLE("Redis refuses what this program needs"),
    LATE("Redis answers too late"),
    /** A moment that follows each outage. */
    NOT_HEARD_YET("what is published in Redis is not heard yet"),
    NOT_HEARD("what is published in Redis is not heard (Pub/Sub)");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For everybody: names neither hosts nor users. */
    String words() {
      return words;
    }

    /** Whether it is worth a line: what passes by itself within seconds is not. */
    boolean isLogged() {
      return this != NOT_YET && this != NOT_HEARD_YET;
    }

    /** Whether the reason is with this connection, so that another one may be better: Redis failed over, or has a new password. */
    boolean isOfConnection() {
      return this == REPLICA || this == CLUSTER || this == NOT_LET_IN;
    }

    /** Whether whoever may write anything may write all: else one that is let write one key proves nothing. */
    boolean isOfAllKeys() {
      return this != NO_RIGHTS && this != CLUSTER;
    }
  }

  private static final int LONGEST_DETAIL = 200;

  RedisFailure {
    String line = detail.strip().replaceAll("\\p{Cntrl}", "?");
    detail = line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) + "…" : line;
  }

  RedisFailure(Kind kind) {
    this(kind, "");
  }

  /** A failure of which it is known already what it means. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RedisFailure failure;

    private Unusable(RedisFailure failure) {
      super(failure.sentence(), null, false, false);
      this.failure = failure;
    }
  }

  Unusable asException() {
    return new Unusable(this);
  }

  /** Why a connection did not come about, or fell. */
  static RedisFailure of(Throwable failure) {
    String said = String.valueOf(failure.getMessage() == null ? failure : failure.getMessage());
    if (failure instanceof Unusable known) {
      return known.failure;
    } else if (RedisHandshake.isAnswer(failure)) {
      return ofRefusal(said);
    } else if (failure instanceof TimeoutException) {
      return new RedisFailure(Kind.OUT_OF_REACH, "it does not answer in time");
    } else if (RedisHandshake.isGibberish(failure)) {
      return new RedisFailure(Kind.NOT_REDIS, said);
    }
    return ofTls(failure, said);
  }

  private static RedisFailure ofTls(Throwable failure, String said) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Kind kind = ofTls(cause);
      if (kind != null) {
        return new RedisFailure(kind, String.valueOf(cause.getMessage()));
      }
    }
    if (said.equals("CONNECTION_CLOSED")) {
      return new RedisFailure(Kind.OUT_OF_REACH, "the connection was closed");
    }
    return new RedisFailure(
        failure instanceof SSLException ? Kind.NO_TLS : Kind.OUT_OF_REACH, said);
  }

  private static @Nullable Kind ofTls(Throwable cause) {
    if (cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException) {
      return Kind.OTHER_TIME;
    }
    if (cause instanceof java.security.cert.CertPathBuilderException) {
      return Kind.OTHER_AUTHORITY;
    }
    String said = String.valueOf(cause.getMessage());
    boolean ofHost = cause instanceof java.security.cert.CertificateException
        && (said.startsWith("No subject alternative") || said.startsWith("No name matching"));
    return ofHost ? Kind.OTHER_HOST : null;
  }

  /** What Redis means by refusing a command that has to be taken. */
  static RedisFailure ofRefusal(String answer) {
    RedisFailure known = ofAnswer(answer);
    return known == null ? new RedisFailure(Kind.UNSUITABLE, answer) : known;
  }

  /** What Redis means by refusing a command; null when it is about the command or its key alone. */
  static @Nullable RedisFailure ofAnswer(String answer) {
    Kind kind = kind(answer);
    return kind == null ? null : new RedisFailure(kind, answer);
  }

  /** Redis 6.2 wraps what a command of a script met in a sentence of its own. */
  private static @Nullable Kind kind(String answer) {
    if (has(answer, "READONLY", "MASTERDOWN")) {
      return Kind.REPLICA;
    } else if (has(answer, "OOM ")) {
      return Kind.FULL;
    } else if (has(answer, "NOREPLICAS", "MISCONF")) {
      return Kind.NOT_WRITABLE;
    } else if (has(answer, "LOADING", "BUSY ")) {
      return Kind.LOADING;
    } else if (has(
        answer, "MOVED ", "CROSSSLOT", "CLUSTERDOWN", "ASK ", "TRYAGAIN", "cluster mode")) {
      return Kind.CLUSTER;
    } else if (has(
        answer,
        "NOAUTH",
        "WRONGPASS",
        "DENIED",
        "without any password",
        "no password is set",
        "invalid password")) {
      return Kind.NOT_LET_IN;
    } else if (has(
        answer,
        "NOPERM",
        "ACL failure",
        "can't run this command",
        "can't access at least one",
        "can't publish to the channel")) {
      return Kind.NO_RIGHTS;
    }
    return has(answer, "unknown command", "DB index", "max number of clients")
        ? Kind.UNSUITABLE
        : null;
  }

  private static boolean has(String answer, String... words) {
    for (String word : words) {
      if (answer.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** The same, of a Redis at this place. */
  RedisFailure at(String place) {
    String where =
        Stream.of(place, detail).filter(part -> !part.isEmpty()).collect(Collectors.joining(": "));
    return new RedisFailure(kind, where);
  }

  /** For the log. */
  String sentence() {
    return kind.words + (detail.isEmpty() ? "" : " [" + detail + "]");
  }
}
