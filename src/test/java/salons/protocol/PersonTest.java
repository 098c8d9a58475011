package salons.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Telling people of one name apart. */
final class PersonTest {
  private static final String BY = "yhzf3lybsod37pvl";

  /** Computed by another program: {@code base64.b32encode(sha256(b"salons:" + key).digest()).lower()[:16]} of Python. */
  @ParameterizedTest
  @CsvSource({
    "Zm9ydHktdHdvLWd1ZXN0cw, yhzf3lybsod37pvl",
    "aaaaaaaaaaaaaaaa, ujw33bwiwv22n6ku",
    "_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-, e4pj6ewoyfzniigt"
  })
  void of_a_key_only_a_part_of_its_hash_is_told(String key, String by) {
    assertThat(join("\"" + key + "\"").person()).isEqualTo(new Person(new UserName("Ana"), by));
    assertThat(join("\"" + key + "\"").toString()).doesNotContain(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"fifteen-letters\"",
        "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefg\"",
        "\"0123456789 abcdef\"",
        "\"0123456789abcdef\\n\"",
        "\"0123456789abcdef\\u0000\"",
        "\"0123456789abcdé0\"",
        "\"0123456789abcde\\uD800\"",
        "\"0123456789abcdef=\"",
        "1234567890123456",
        "true",
        "[\"0123456789abcdef\"]",
        "{\"key\":\"0123456789abcdef\"}"
      })
  void a_key_that_cannot_be_is_refused_by_its_fields_name_and_not_repeated(String key) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, () -> join(key));
    assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.BAD_REQUEST);
    assertThat(refused.refusal().message()).startsWith("Field 'key' ").doesNotContain("0123456789");
    assertThat(refused.frameId()).isEqualTo("j");
  }

  @Test
  void no_key_is_nobody_in_particular() {
    assertThat(join("null").person()).isEqualTo(new Person(new UserName("Ana"), null));
  }

  @Test
  void as_a_text_a_person_is_the_same_again() {
    for (String name : List.of("Ana", "Élodie (3001)", "👩")) {
      for (String by : new String[] {null, BY, "-"}) {
        Person person = new Person(new UserName(name), by);
        assertThat(Person.decode(person.encoded())).isEqualTo(person);
        assertThat(Person.nameIn(person.encoded())).isEqualTo(name);
      }
    }
    assertThat(new Person(new UserName("Ana"), null).encoded()).isEqualTo("Ana");
  }

  @Test
  void people_are_in_the_order_of_their_names() {
    List<String> encoded = new ArrayList<>();
    for (String name : List.of("An", "Ana", "Ana B", "Ana!", "Anab")) {
      encoded.add(name);
      encoded.add(new Person(new UserName(name), BY).encoded());
    }
    assertThat(encoded).isSorted();
  }

  @Test
  void no_text_passes_for_another_person() {
    String forged = new Person(new UserName("Ana"), BY).encoded();
    assertThatThrownBy(() -> new UserName(forged)).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> Person.decode("\u001f" + BY)).isInstanceOf(RefusedException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Person.decode("Ana\u001f" + "x".repeat(65)));
  }

  @Test
  void a_roster_tells_who_is_who_only_where_somebody_can_be_told_apart() {
    String known = new Person(new UserName("Ana"), BY).encoded();
    assertThat(text(Roster.fields("joined", List.of("Ana", known, "Bo"))))
        .isEqualTo(",\"joined\":[\"Ana\",\"Ana\",\"Bo\"],\"joinedBy\":[null,\"" + BY + "\",null]");
    assertThat(text(Roster.fields("joined", List.of("Ana", "Bo"))))
        .isEqualTo(",\"joined\":[\"Ana\",\"Bo\"]");
    assertThat(text(Roster.fields("left", List.of()))).isEqualTo(",\"left\":[]");
  }

  @Test
  void who_is_verified_is_another_than_a_guest_of_the_same_name_and_by() {
    UserName ana = new UserName("Ana");
    Person verified = Person.verified(ana, BY);
    assertThat(verified).isNotEqualTo(new Person(ana, BY));
    assertThat(Person.decode(verified.encoded())).isEqualTo(verified);
    assertThat(verified.name()).isEqualTo("Ana");
    assertThat(verified.by()).isEqualTo(BY);
    assertThat(verified.isVerified()).isTrue();
    assertThat(Person.decode(new Person(ana, BY).encoded()).isVerified()).isFalse();
    assertThat(text(Roster.fields("joined", List.of(verified.encoded(), "Bo"))))
        .isEqualTo(",\"joined\":[\"Ana\",\"Bo\"],\"joinedBy\":[\"" + BY
            + "\",null],\"joinedVerified\":[true,false]");
  }

  @ParameterizedTest
  @CsvSource({
    "Ana, ANA",
    "Ana, \uff21\uff4e\uff41", // full width
    "Stra\u00dfe, STRASSE",
    "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2, \u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3", // both small sigmas
    "\ufb01n, FIN",
    "\u0627\u0646\u0627, \u0627\u0646\u0627"
  })
  void names_that_look_alike_are_namesakes(String one, String other) {
    Person verified = Person.verified(new UserName(one), "ana");
    String guest = new Person(new UserName(other), null).namesakes();
    assertThat(verified.encoded()).startsWith(guest);
    assertThat(verified.encoded()).startsWith(String.valueOf(verified.self()));
  }

  @Test
  void other_names_are_no_namesakes() {
    String anas = new Person(new UserName("Ana"), null).namesakes();
    for (String other : List.of("An", "Anab", "Ana B", "Anna", "\u00c1na")) {
      assertThat(Person.verified(new UserName(other), "ana").encoded()).doesNotStartWith(anas);
    }
    assertThat(new Person(new UserName("Ana"), BY).self()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u001e", "\u001eana", "\u001eana\u001fx", "\u001e\u001f\u001f"})
  void what_is_no_verified_person_is_not_read_as_one(String encoded) {
    try {
      assertThat(Person.decode(encoded).isVerified()).isFalse();
    } catch (RefusedException none) {
      assertThat(none.refusal().code()).isEqualTo(Refusal.Code.BAD_USER);
    }
  }

  @Test
  void a_subject_is_told_as_it_is_unless_it_could_be_a_guests_or_cannot_be_told() {
    assertThat(TokenSubject.by("ana@example.org")).isEqualTo("ana@example.org");
    assertThat(TokenSubject.by("auth0|58f1")).isEqualTo("auth0|58f1");
    for (String hashed : List.of(BY, "x".repeat(65), "Ana Lund", "<b>", "\u00e9", "\u001f")) {
      assertThat(TokenSubject.by(hashed)).matches("[a-z2-7]{16}").isNotEqualTo(hashed);
    }
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private static ClientFrame.Join join(String key) {
    byte[] frame = ("{\"type\":\"join\",\"id\":\"j\",\"room\":\"r\",\"user\":\"Ana\",\"key\":" + key
            + "}")
        .getBytes(StandardCharsets.UTF_8);
    return (ClientFrame.Join) new FrameReader().read(frame, 0, frame.length);
  }
}
