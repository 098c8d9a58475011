package salons.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What holds in a room besides what the instance allows. Whoever moderates the room is bound by none of it. Immutable. Times are ms since
 * 1970, by Redis' clock where they are set and by the instance's where they are asked for.
 *
 * @param slow how many seconds are between two messages of one person; 0 for as they like
 * @param owner the {@code by} of the verified person whose room it is; null when it is nobody's
 * @param mutes who may not speak, and until when
 * @param addresses by {@link #hash} those from which nobody enters who is not verified, and until when
 * @param secret makes the hashes of addresses those of this room alone; null when there are none
 */
public record RoomRules(
    Topic topic,
    RoomMode mode,
    int slow,
    @Nullable String owner,
    Map<Target, Ban> bans,
    Map<Target, Long> mutes,
    Map<String, Long> addresses,
    @Nullable String secret) {
  /** As any room begins. */
  public static final RoomRules NONE =
      new RoomRules(Topic.NONE, RoomMode.OPEN, 0, null, Map.of(), Map.of(), Map.of(), null);

  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 16;

  /**
   * Somebody may not be in the room.
   *
   * @param addresses whether where they are is to be banned with them
   */
  public record Ban(long until, boolean addresses) {}

  public RoomRules {
    bans = Map.copyOf(bans);
    mutes = Map.copyOf(mutes);
    addresses = Map.copyOf(addresses);
  }

  public boolean isOwner(Person person) {
    return owner != null && person.isVerified() && owner.equals(person.by());
  }

  /** What somebody is banned by, at that time; null when they are not. */
  public @Nullable Ban ban(Person person, long now) {
    Ban ban = bans.get(Target.of(person));
    return ban == null || ban.until <= now ? null : ban;
  }

  /** Until when nobody may be in the room who is connected from there; 0 when they may. */
  public long bannedUntil(String address, long now) {
    Long until = addresses.isEmpty() || address.isEmpty() ? null : addresses.get(hash(address));
    return until == null || until <= now ? 0 : until;
  }

  /**
   * Why somebody who does not moderate it may not be in the room; null when they may. Whether they may come in while it is locked is
   * another question.
   *
   * @param address where they are; empty when nobody knows
   */
  public @Nullable Refusal presence(RoomName room, Person person, String address, long now) {
    Ban ban = ban(person, now);
    long until = ban != null ? ban.until : person.isVerified() ? 0 : bannedUntil(address, now);
    return until == 0 ? null : Refusal.forbiddenFor("enter", room.value(), until - now);
  }

  /** Why somebody who does not moderate it may not speak in the room; null when they may. */
  public @Nullable Refusal speech(RoomName room, Person person, long now) {
    Long until = mutes.isEmpty() ? null : mutes.get(Target.of(person));
    if (until != null && until > now) {
      return Refusal.forbiddenFor("speak in", room.value(), until - now);
    }
    return mode == RoomMode.OPEN ? null : Refusal.readOnly(room.value(), mode);
  }

  /** By which an address is known here, from which it cannot be told without Redis; fails when there is no {@link #secret}. */
  public String hash(String address) {
    if (secret == null) {
      throw new IllegalStateException("no secret");
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      byte[] hash = mac.doFinal(address.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The fields that a client is told when it enters: those that are not as in any room. */
  JsonWriter write(JsonWriter json) {
    JsonWriter written = topic.value().isEmpty() ? json : json.field("topic", topic.value());
    written = mode == RoomMode.OPEN ? written : written.field("mode", mode.wireName());
    return slow == 0 ? written : written.field("slow", slow);
  }
}
