package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A Lua script, called by its hash; Redis is given the text when it does not know it, at first or after a restart. */
final class Script {
  private final String text;
  private final String sha1;

  private Script(String text) throws NoSuchAlgorithmException {
    this.text = text;
    byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
    this.sha1 = HexFormat.of().formatHex(hash);
  }

  /** Reads a script that lies beside this class, in one file or several of which each stands before the next. */
  static Script named(String... files) {
    StringBuilder text = new StringBuilder();
    for (String file : files) {
      text.append(read(file));
    }
    try {
      return new Script(text.toString());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the script.
   *
   * @param keys how many keys there are
   * @param arguments the keys, then the arguments: bytes as they are, anything else as text
   */
  Future<Response> run(RedisConnector connector, int keys, List<?> arguments) {
    return connector.send(call(Command.EVALSHA, sha1, keys, arguments)).recover(failure -> {
      boolean unknown = failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
      return unknown ? connector.send(eval(keys, arguments)) : Future.failedFuture(failure);
    });
  }

  /** The script with its text, for a connection that may know none; see {@link #run} for the parameters. */
  Request eval(int keys, List<?> arguments) {
    return call(Command.EVAL, text, keys, arguments);
  }

  private static Request call(Command command, String script, int keys, List<?> arguments) {
    Request request = Request.cmd(command).arg(script).arg(keys);
    // Encoded here alone: the JIT compiler inlines an encoder wherever one is called.
    for (Object argument : arguments) {
      request.arg(argument instanceof byte[] bytes ? bytes : encode(argument));
    }
    return request;
  }

  /** An argument as Redis is given it. */
  static byte[] encode(Object argument) {
    return argument.toString().getBytes(StandardCharsets.UTF_8);
  }
}
