package salons.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameReaderTest {
  private final FrameReader reader = new FrameReader();

  @Test
  void reads_a_join_with_all_its_fields() {
    assertThat(read("{'type':'join','id':'a1','room':'general','user':'Ana','history':7,"
            + "'since':{'epoch':'e','seq':41}}"))
        .isEqualTo(new ClientFrame.Join(
            new MessageId("a1"),
            new RoomName("general"),
            new Person(new UserName("Ana"), null),
            7,
            new Position("e", 41)));
  }

  @Test
  void a_join_without_history_and_since_has_the_usual_page_and_no_place_to_come_from() {
    assertThat(read("{'type':'join','room':'general','user':'Ana'}"))
        .isEqualTo(new ClientFrame.Join(
            null,
            new RoomName("general"),
            new Person(new UserName("Ana"), null),
            Limits.DEFAULT_PAGE,
            null));
  }

  @Test
  void reads_a_leave() {
    assertThat(read("{'type':'leave','id':'a2','room':'general'}"))
        .isEqualTo(new ClientFrame.Leave(new MessageId("a2"), new RoomName("general")));
  }

  @Test
  void reads_a_message_with_and_without_an_id() {
    RoomName room = new RoomName("general");
    assertThat(read("{'type':'message','id':'m','room':'general','text':'Bonjour'}"))
        .isEqualTo(new ClientFrame.Message(new MessageId("m"), room, new MessageText("Bonjour")));
    assertThat(read("{'type':'message','room':'general','text':'Bonjour'}"))
        .isEqualTo(new ClientFrame.Message(null, room, new MessageText("Bonjour")));
  }

  @Test
  void reads_a_history_request() {
    assertThat(read("{'type':'history','id':'h','room':'general','before':120,'limit':9}"))
        .isEqualTo(new ClientFrame.History(new MessageId("h"), new RoomName("general"), 120, 9));
    assertThat(read("{'type':'history','room':'general','before':120}"))
        .isEqualTo(
            new ClientFrame.History(null, new RoomName("general"), 120, Limits.DEFAULT_PAGE));
  }

  @Test
  void reads_a_ping_and_a_hello() {
    assertThat(read("{'type':'ping','id':'p1'}"))
        .isEqualTo(new ClientFrame.Ping(new MessageId("p1")));
    assertThat(read("{'type':'ping'}")).isEqualTo(new ClientFrame.Ping(null));
    assertThat(read("{'type':'hello'}")).isEqualTo(new ClientFrame.Hello(null, null));
    assertThat(read("{'type':'hello','token':'x'}")).isEqualTo(new ClientFrame.Hello(null, "x"));
  }

  @Test
  void ignores_unknown_fields_whatever_they_hold() {
    assertThat(read("{'new':{'type':'leave','deep':[1,{'id':'x'},[]]},'type':'ping','more':[{}],"
            + "'n':1e400,'big':123456789012345678901234567890,'yes':true,'no':null,'id':'p'}"))
        .isEqualTo(new ClientFrame.Ping(new MessageId("p")));
  }

  @Test
  void ignores_a_known_field_where_the_frame_does_not_use_it() {
    assertThat(read("{'type':'ping','room':[[]],'text':7,'since':{'epoch':{}},'history':'no'}"))
        .isEqualTo(new ClientFrame.Ping(null));
  }

  @Test
  void ignores_unknown_fields_inside_since() {
    assertThat(
            read("{'type':'join','room':'r','user':'u','since':{'x':{'seq':9},'seq':3,'epoch':'e',"
                + "'y':[1]}}"))
        .isEqualTo(new ClientFrame.Join(
            null,
            new RoomName("r"),
            new Person(new UserName("u"), null),
            50,
            new Position("e", 3)));
  }

  @Test
  void the_last_of_two_fields_of_one_name_counts() {
    assertThat(read("{'type':'leave','id':'a','type':'ping','id':'b'}"))
        .isEqualTo(new ClientFrame.Ping(new MessageId("b")));
  }

  @Test
  void a_null_is_as_good_as_absent() {
    assertThat(read("{'type':'join','id':null,'room':'r','user':'u','history':null,'since':null}"))
        .isEqualTo(new ClientFrame.Join(
            null, new RoomName("r"), new Person(new UserName("u"), null), 50, null));
    assertRefused("{'type':'message','room':'r','text':null}", Refusal.Code.BAD_REQUEST, "'text'");
  }

  @Test
  void fields_may_stand_in_any_order_and_be_written_with_escapes() {
    assertThat(read("{'text':'\\u00e9','room':'g\\u0065neral','id':'m','ty\\u0070e':'message'}"))
        .isEqualTo(new ClientFrame.Message(
            new MessageId("m"), new RoomName("general"), new MessageText("é")));
  }

  @Test
  void nothing_of_one_frame_is_left_for_the_next() {
    assertThat(read("{'type':'join','id':'a','room':'r','user':'u','since':{'epoch':'e','seq':1}}"))
        .isNotNull();
    assertThat(read("{'type':'ping'}")).isEqualTo(new ClientFrame.Ping(null));
    assertRefused("{'type':'leave'}", Refusal.Code.BAD_REQUEST, "'room'");
    assertRefused(
        "{'type':'join','room':'r','user':'u','since':{}}", Refusal.Code.BAD_REQUEST, "since");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nonsense",
        "[]",
        "[{'type':'ping'}]",
        "null",
        "true",
        "17",
        "'ping'",
        "{",
        "{'type'",
        "{'type':",
        "{'type':'ping'",
        "{'type':'ping',",
        "{'type':'ping'}}",
        "{'type':'ping'}{'type':'ping'}",
        "{'type':'ping'} x",
        "{'type':'ping'} 1",
        "{type:'ping'}",
        "{'type':'ping','x':[}",
        "{'type':'ping','x':[1,2}",
        "{'type':'ping','since':{'seq':1}",
        "{'type':'ping','x':{'y':[",
        "{'type':'pi\u0000ng'}",
        "{'type':'ping',}",
        "{'x':01}"
      })
  void refuses_what_is_not_one_json_object(String text) {
    assertRefused(text, Refusal.Code.BAD_REQUEST, "JSON object");
  }

  @Test
  void refuses_bytes_that_are_no_utf_8() {
    byte[] frame = json("{'type':'message','room':'r','text':'????'}");
    frame[frame.length - 5] = (byte) 0xFF;
    RefusedException refused = refused(frame);
    assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.BAD_REQUEST);
  }

  @Test
  void a_frame_in_another_encoding_than_utf_8_is_not_read() {
    assertThat(refused("{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_16LE))
            .refusal()
            .code())
        .isEqualTo(Refusal.Code.BAD_REQUEST);
    assertThat(refused("{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_16BE))
            .refusal()
            .code())
        .isEqualTo(Refusal.Code.BAD_REQUEST);
  }

  @Test
  void refuses_nesting_without_end() {
    String deep = "[".repeat(20_000) + "]".repeat(20_000);
    assertRefused("{'type':'ping','x':" + deep + "}", Refusal.Code.BAD_REQUEST, "JSON object");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      {}                                                              | 'type'
      {'type':7}                                                      | 'type'
      {'type':null}                                                   | 'type'
      {'type':{}}                                                     | 'type'
      {'type':'ping','id':7}                                          | 'id'
      {'type':'ping','id':''}                                         | 'id'
      {'type':'ping','id':'a b'}                                      | 'id'
      {'type':'ping','id':'é'}                                        | 'id'
      {'type':'ping','id':{}}                                         | 'id'
      {'type':'leave'}                                                | 'room'
      {'type':'leave','room':7}                                       | 'room'
      {'type':'leave','room':['general']}                             | 'room'
      {'type':'join','user':'u'}                                      | 'room'
      {'type':'join','room':'r'}                                      | 'user'
      {'type':'join','room':'r','user':7}                             | 'user'
      {'type':'join','room':'r','user':'u','history':'5'}             | 'history'
      {'type':'join','room':'r','user':'u','history':1.5}             | 'history'
      {'type':'join','room':'r','user':'u','history':-1}              | 'history'
      {'type':'join','room':'r','user':'u','history':201}             | 'history'
      {'type':'join','room':'r','user':'u','history':4294967297}      | 'history'
      {'type':'join','room':'r','user':'u','since':7}                 | since
      {'type':'join','room':'r','user':'u','since':'e:7'}             | since
      {'type':'join','room':'r','user':'u','since':[]}                | since
      {'type':'join','room':'r','user':'u','since':true}              | since
      {'type':'join','room':'r','user':'u','since':{}}                | since.epoch
      {'type':'join','room':'r','user':'u','since':{'seq':1}}         | since.epoch
      {'type':'join','room':'r','user':'u','since':{'epoch':'e'}}     | since.seq
      {'type':'join','room':'r','user':'u','since':{'epoch':1,'seq':1}}      | since.epoch
      {'type':'join','room':'r','user':'u','since':{'epoch':'e','seq':'1'}}  | since.seq
      {'type':'join','room':'r','user':'u','since':{'epoch':'e','seq':-1}}   | since.seq
      {'type':'join','room':'r','user':'u','since':{'epoch':'e','seq':1.0}}  | since.seq
      {'type':'join','room':'r','user':'u','since':{'epoch':'e','seq':99999999999999999999}} | since.seq
      {'type':'message','room':'r'}                                   | 'text'
      {'type':'message','room':'r','text':7}                          | 'text'
      {'type':'message','room':'r','text':['x']}                      | 'text'
      {'type':'message','text':'x'}                                   | 'room'
      {'type':'history','room':'r'}                                   | 'before'
      {'type':'history','room':'r','before':0}                        | 'before'
      {'type':'history','room':'r','before':'7'}                      | 'before'
      {'type':'history','room':'r','before':7,'limit':0}              | 'limit'
      {'type':'history','room':'r','before':7,'limit':201}            | 'limit'
      {'type':'history','before':7}                                   | 'room'
      {'type':'hello','token':7}                                      | 'token'
      """)
  void names_the_field_that_is_missing_or_wrong(String frame, String field) {
    assertRefused(frame, Refusal.Code.BAD_REQUEST, field);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      {'type':'jump'}                                 | UNKNOWN_TYPE
      {'type':''}                                     | UNKNOWN_TYPE
      {'type':'Message','room':'r','text':'x'}        | UNKNOWN_TYPE
      {'type':'leave','room':''}                      | BAD_ROOM
      {'type':'leave','room':'a b'}                   | BAD_ROOM
      {'type':'join','room':'r/x','user':'u'}         | BAD_ROOM
      {'type':'join','room':'r','user':''}            | BAD_USER
      {'type':'join','room':'r','user':'\\u0007'}      | BAD_USER
      {'type':'message','room':'r','text':''}         | EMPTY_TEXT
      {'type':'message','room':'r','text':' \\n\\t '}   | EMPTY_TEXT
      """)
  void has_a_code_for_each_kind_of_mistake(String frame, Refusal.Code code) {
    assertRefused(frame, code, "");
  }

  @Test
  void refuses_a_text_past_the_limit_as_too_long() {
    assertRefused(
        "{'type':'message','room':'r','text':'" + "x".repeat(Limits.TEXT + 1) + "'}",
        Refusal.Code.TOO_LONG,
        "4001");
  }

  @Test
  void a_refusal_carries_the_id_of_its_frame_when_that_is_valid() {
    assertThat(refused(json("{'id':'x1','type':'leave'}")).frameId()).isEqualTo("x1");
    assertThat(refused(json("{'type':'leave','id':'x2'}")).frameId()).isEqualTo("x2");
    assertThat(refused(json("{'type':'jump','id':'x3'}")).frameId()).isEqualTo("x3");
    assertThat(refused(json("{'id':'x4'}")).frameId()).isEqualTo("x4");
    assertThat(refused(json("{'type':'leave'}")).frameId()).isNull();
    assertThat(refused(json("{'type':'leave','id':'not valid'}")).frameId()).isNull();
  }

  @Test
  void quotes_of_a_type_only_what_can_be_written() {
    Refusal refusal = refused(json("{'type':'a\\ud800b'}")).refusal();
    assertThat(refusal.message()).contains("'a?b'");
    assertThat(ServerFrames.error(null, refusal)).isNotEmpty();
  }

  @Test
  void says_of_an_endless_type_only_its_beginning() {
    String endless = "😀".repeat(10_000);
    Refusal refusal = refused(json("{'type':'" + endless + "'}")).refusal();
    assertThat(refusal.code()).isEqualTo(Refusal.Code.UNKNOWN_TYPE);
    assertThat(refusal.message()).hasSizeLessThan(100).contains("😀");
  }

  @Test
  void whatever_comes_is_read_or_refused() {
    Random random = new Random(20_261);
    byte[] valid = json("{'type':'join','id':'a1','room':'général','user':'Ana 😀','history':50,"
        + "'since':{'epoch':'e','seq':41},'x':[1,{'y':null}]}");
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = java.util.Arrays.copyOf(valid, 1 + random.nextInt(valid.length));
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(reader.read(frame, 0, frame.length)).isNotNull();
      } catch (RefusedException refused) {
        assertThat(refused.refusal().message()).isNotEmpty();
      }
    }
  }

  private ClientFrame read(String json) {
    byte[] frame = json(json);
    return reader.read(frame, 0, frame.length);
  }

  private void assertRefused(String frame, Refusal.Code code, String named) {
    Refusal refusal = refused(json(frame)).refusal();
    assertThat(refusal.code()).as(frame).isEqualTo(code);
    assertThat(refusal.message()).contains(named);
  }

  private RefusedException refused(byte[] frame) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, () -> {
      ClientFrame read = reader.read(frame, 0, frame.length);
      throw new AssertionError("it was taken: " + read);
    });
    return java.util.Objects.requireNonNull(refused);
  }

  /** Written with single quotes, to be readable in Java. */
  private static byte[] json(String singleQuoted) {
    return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
