package salons.hooks;

import java.util.List;
import java.util.Optional;

/**
 * Who is told, and how.
 *
 * @param secret by which deliveries are signed; empty to sign none
 * @param version of this program, which receivers are told
 */
public record HookSettings(
    List<HookUrl> urls, Optional<String> secret, String version, HookTimes times) {
  /** How the hooks are called in an {@link salons.room.Outbox}. */
  public List<String> ids() {
    return urls.stream().map(HookUrl::id).toList();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return urls.toString();
  }
}
