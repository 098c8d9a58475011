package salons.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import salons.protocol.RoomName;

/** Who may do what where. */
final class PolicyTest {
  private static final Principal ANA = token(Map.of(
      "general", List.of("read"),
      "team-*", List.of("read", "write", "fly"),
      "team-one", List.of("moderate"),
      "closed", List.of()));
  private static final Principal NOBODY_SPECIAL = token(Map.of());
  private static final Principal ADMIN = Principal.verified("root", null, Rights.NONE, true, 1);

  private static Principal token(Map<String, List<String>> rooms) {
    return Principal.verified("ana", null, Rights.of(rooms), false, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "GUEST, lobby, read write", // open to everybody
    "GUEST, team-one, ''",
    "GUEST, secret, ''",
    "PLAIN, lobby, read write",
    "PLAIN, team-one, ''",
    "ANA, lobby, read write", // of which the token does not speak
    "ANA, general, read", // the token's word goes first
    "ANA, closed, ''",
    "ANA, team-, read write",
    "ANA, team-two, read write",
    "ANA, team-one, read write moderate", // by two patterns
    "ANA, team, ''",
    "ADMIN, lobby, read write moderate",
    "ADMIN, secret, read write moderate",
  })
  void a_token_decides_for_the_rooms_that_it_names_and_the_settings_for_others(
      String who, String room, String may) {
    Policy policy = Policy.of(RoomPatterns.parse("lobby, general, closed"), false);
    assertThat(rights(policy, who(who), room)).isEqualTo(may);
  }

  @ParameterizedTest
  @CsvSource({
    "GUEST, lobby, ''",
    "GUEST, general, ''",
    "PLAIN, lobby, read write",
    "PLAIN, secret, ''",
    "ANA, general, read",
    "ADMIN, secret, read write moderate",
  })
  void where_a_token_is_required_a_guest_may_nothing(String who, String room, String may) {
    Policy policy = Policy.of(RoomPatterns.parse("lobby,general"), true);
    assertThat(rights(policy, who(who), room)).isEqualTo(may);
  }

  @Test
  void an_open_instance_lets_everybody_read_and_write_and_nobody_moderate() {
    for (Policy policy : List.of(Policy.OPEN, Policy.of(RoomPatterns.ALL, false))) {
      assertThat(rights(policy, Principal.GUEST, "x")).isEqualTo("read write");
      assertThat(rights(policy, ADMIN, "x")).isEqualTo("read write moderate");
      assertThat(policy.lists(new RoomName("x"))).isTrue();
    }
  }

  @Test
  void a_private_room_is_listed_for_nobody() {
    Policy policy = Policy.of(RoomPatterns.parse("lobby"), false);
    assertThat(policy.lists(new RoomName("lobby"))).isTrue();
    assertThat(policy.lists(new RoomName("team-one"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "general, general, true",
    "general, General, false",
    "general, generals, false",
    "*, general, true",
    "team-*, team-, true",
    "team-*, team, false",
    "*-team, my-team, true",
    "*-team, my-teams, false",
    "a*b*c, abc, true",
    "a*b*c, a-b-b-c, true",
    "a*b*c, acb, false",
    "a*a, a, false",
    "ab*ba, aba, false",
    "**x**, x, true",
    "a*bc*bc, abcbc, true",
    "a*bc*bc, abc, false",
    "cafe\u0301, caf\u00e9, true",
    "cafe\u0301*, caf\u00e9-2, true",
  })
  void a_star_stands_for_anything(String pattern, String room, boolean matches) {
    assertThat(RoomPattern.parse(pattern).matches(new RoomName(room))).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a,", "a/b", "a\nb"})
  void what_no_room_can_be_called_is_no_pattern(String pattern) {
    assertThatIllegalArgumentException().isThrownBy(() -> RoomPatterns.parse(pattern));
  }

  @Test
  void there_are_a_hundred_patterns_at_most() {
    assertThat(
            RoomPatterns.parse(String.join(",", Collections.nCopies(100, "a"))).have(room("a")))
        .isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RoomPatterns.parse(String.join(",", Collections.nCopies(101, "a"))));
    Map<String, List<String>> many = new java.util.HashMap<>();
    for (int i = 0; i <= 100; i++) {
      many.put("r" + i, List.of());
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Rights.of(many));
  }

  @Test
  void no_room_is_open_when_none_is_said() {
    assertThat(RoomPatterns.parse("none").have(room("lobby"))).isFalse();
    assertThat(RoomPatterns.parse("none")).hasToString("none");
  }

  private static RoomName room(String name) {
    return new RoomName(name);
  }

  private static Principal who(String who) {
    return switch (who) {
      case "ANA" -> ANA;
      case "ADMIN" -> ADMIN;
      case "PLAIN" -> NOBODY_SPECIAL;
      default -> Principal.GUEST;
    };
  }

  private static String rights(Policy policy, Principal principal, String room) {
    StringBuilder rights = new StringBuilder();
    for (Action action : Action.values()) {
      if (policy.may(principal, action, room(room))) {
        rights.append(rights.length() == 0 ? "" : " ").append(action.right());
      }
    }
    return rights.toString();
  }
}
