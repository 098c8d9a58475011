package salons.socketio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SocketPacketTest {
  private static final SocketSettings SETTINGS = new SocketSettings(1000, 10, 32, 1_000_000, true);

  @Test
  void an_event_tells_its_name_and_where_its_first_argument_is() throws Exception {
    SocketPacket packet = decode("2[\"message\",{\"room\":\"a\",\"x\":[1]},2]");

    assertThat(packet.type()).isEqualTo(SocketPacket.Type.EVENT);
    assertThat(packet.namespace()).isEqualTo("/");
    assertThat(packet.id()).isNull();
    assertThat(packet.event()).isEqualTo("message");
    assertThat(packet.argumentCount()).isEqualTo(2);
    assertThat(first(packet)).isEqualTo("{\"room\":\"a\",\"x\":[1]}");
    assertThat(arguments(packet)).isEqualTo("{\"room\":\"a\",\"x\":[1]},2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "false",
        "0",
        "-1.5e3",
        "\"\"",
        "\"é☃😀\\\"]\"",
        "\"\\ud800\"",
        "{\"a\":1,\"a\":2}",
        "[[],[{}]]"
      })
  void the_first_argument_is_any_value_to_the_byte(String value) throws Exception {
    assertThat(first(decode("2[\"x\"," + value + "]"))).isEqualTo(value);
    assertThat(first(decode("2[\"x\" , " + value + " , 1 ]"))).isEqualTo(value);
    assertThat(first(decode("2/é,7[\"é\"," + value + ",\"more\"]"))).isEqualTo(value);
  }

  @Test
  void an_event_may_have_no_argument() throws Exception {
    SocketPacket packet = decode("25[\"x\"]");
    assertThat(packet.argumentCount()).isZero();
    assertThat(arguments(packet)).isEmpty();
    assertThat(packet.id()).isEqualTo("5");
  }

  @Test
  void whitespace_between_tokens_means_nothing() throws Exception {
    SocketPacket packet = decode("2/a,12 \t[ \"x\" ,\n{ \"a\" : [ ] } , 1 ] \r\n");
    assertThat(packet.namespace()).isEqualTo("/a");
    assertThat(packet.id()).isEqualTo("12");
    assertThat(first(packet)).isEqualTo("{ \"a\" : [ ] }");
    assertThat(packet.argumentCount()).isEqualTo(2);
  }

  @Test
  void the_name_of_an_event_may_be_a_number_or_be_written_with_escapes() throws Exception {
    assertThat(decode("2[12,1]").event()).isEqualTo("12");
    assertThat(decode("2[-1.5e99999]").event()).isEqualTo("-1.5e99999");
    assertThat(decode("2[\"m\\u0065ssage\"]").event()).isEqualTo("message");
    assertThat(decode("2[\"\\ud800\"]").event()).isEqualTo("\ud800");
    assertThat(decode("2[\"\"]").event()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener",
        "conn\\u0065ct"
      })
  void a_reserved_name_is_no_name_of_an_event(String name) {
    assertMalformed("2[\"" + name + "\",1]");
    assertMalformed("51-[\"" + name + "\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "{}", "[\"x\"]"})
  void an_event_is_named_by_nothing_else(String name) {
    assertMalformed("2[" + name + ",1]");
  }

  @Test
  void a_namespace_goes_up_to_a_comma_or_the_end() throws Exception {
    assertThat(decode("0/custom").namespace()).isEqualTo("/custom");
    assertThat(decode("0/custom,").namespace()).isEqualTo("/custom");
    assertThat(decode("0/custom,{}").namespace()).isEqualTo("/custom");
    assertThat(decode("0/a{b,{}").namespace()).isEqualTo("/a{b");
    assertThat(decode("0/,{}").namespace()).isEqualTo("/");
    assertThat(decode("0/").namespace()).isEqualTo("/");
    assertThat(decode("0").namespace()).isEqualTo("/");
  }

  @Test
  void what_a_client_connects_with_is_an_object_or_nothing() throws Exception {
    assertThat(decode("0").argumentCount()).isZero();
    assertThat(decode("0{}").argumentCount()).isEqualTo(1);
    assertThat(first(decode("0/a,{\"token\":\"1\"}"))).isEqualTo("{\"token\":\"1\"}");
    assertMalformed("0[]");
    assertMalformed("0null");
    assertMalformed("0\"x\"");
    assertMalformed("0{}{}");
  }

  @Test
  void a_disconnect_has_no_payload() throws Exception {
    assertThat(decode("1").type()).isEqualTo(SocketPacket.Type.DISCONNECT);
    assertThat(decode("1/custom").namespace()).isEqualTo("/custom");
    assertMalformed("1{}");
    assertMalformed("1null");
  }

  @Test
  void an_acknowledgement_has_a_list() throws Exception {
    SocketPacket packet = decode("3/a,17[1,\"connect\"]");
    assertThat(packet.type()).isEqualTo(SocketPacket.Type.ACK);
    assertThat(packet.id()).isEqualTo("17");
    assertThat(packet.event()).isEmpty();
    assertThat(arguments(packet)).isEqualTo("1,\"connect\"");
    assertThat(decode("31[]").argumentCount()).isZero();
    assertMalformed("31{}");
    assertMalformed("31");
  }

  @Test
  void a_refusal_holds_an_object_or_a_string() throws Exception {
    assertThat(first(decode("4{\"message\":\"x\"}"))).isEqualTo("{\"message\":\"x\"}");
    assertThat(first(decode("4\"x\""))).isEqualTo("\"x\"");
    assertMalformed("4[]");
  }

  @Test
  void an_id_is_any_whole_number_and_its_zeros_in_front_mean_nothing() throws Exception {
    assertThat(decode("20[\"x\"]").id()).isEqualTo("0");
    assertThat(decode("2000[\"x\"]").id()).isEqualTo("0");
    assertThat(decode("2007[\"x\"]").id()).isEqualTo("7");
    String huge = "123456789012345678901234567890";
    assertThat(decode("2" + huge + "[\"x\"]").id()).isEqualTo(huge);
    assertMalformed("2" + "1".repeat(65) + "[\"x\"]");
    assertMalformed("2" + "1".repeat(900_000) + "[\"x\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "9[\"x\"]",
        "abc",
        "-1",
        " 2[\"x\"]",
        "2",
        "25",
        "2/admin,",
        "2/admin",
        "2{}",
        "2\"x\"",
        "2[]",
        "2[",
        "2[\"x\"",
        "2[\"x\",",
        "2[\"x\",]",
        "2[\"x\",,1]",
        "2[\"x\"]]",
        "2[\"x\"] 1",
        "2[\"x\"]\u0000",
        "2abc[\"x\"]",
        "2-1[\"x\"]",
        "21.5[\"x\"]",
        "2[\"x\",{\"a\"}]",
        "2[\"x\",{a:1}]",
        "2['x']",
        "2[\"x\",NaN]",
        "2[\"x\",01]",
        "2[\"x\",+1]",
        "2[\"x\",.5]",
        "2[\"x\",1.]",
        "2[\"x\",tru]",
        "2[\"x\",\"\n\"]",
        "2[\"x\",\"\\x\"]",
        "2[\"x\",\"\\u12\"]",
        "2[\"x\",/**/1]",
        "2\ufeff[\"x\"]",
        "\ufeff2[\"x\"]",
        "2[\"x\",{\"a\":1,}]"
      })
  void anything_else_is_malformed(String text) {
    assertMalformed(text);
  }

  @Test
  void what_is_no_utf8_is_malformed() {
    assertMalformed("2[\"x\",\"\u00e2\u0098\"]".getBytes(ISO_8859_1));
    assertMalformed("2[\"\u00ff\"]".getBytes(ISO_8859_1));
    assertMalformed("2[\"x\",\"\u00f0\u009f".getBytes(ISO_8859_1));
  }

  @Test
  void a_namespace_that_is_no_utf8_can_be_answered_in_utf8() throws Exception {
    byte[] bytes = "0/\u00ff\u00e2,".getBytes(ISO_8859_1);
    String namespace = SocketPacket.decode(bytes, 0, bytes.length, SETTINGS).namespace();
    assertThat(namespace).isEqualTo("/\ufffd\ufffd");
  }

  @Test
  void json_may_be_as_deep_as_the_bound_and_no_deeper() throws Exception {
    assertThat(decode("2" + nested("[", 31, "]")).argumentCount()).isEqualTo(1);
    assertMalformed("2" + nested("[", 32, "]"));
    assertThat(decode("2" + nested("{\"a\":", 31, "}")).argumentCount()).isEqualTo(1);
    assertMalformed("2" + nested("{\"a\":", 32, "}"));
    assertMalformed("0" + "{\"a\":".repeat(32) + "{}" + "}".repeat(32));
  }

  @Test
  void endless_depth_is_refused_like_any_other() {
    assertMalformed("2[\"x\"," + "[".repeat(900_000));
    assertMalformed("2[\"x\"," + "{\"a\":".repeat(150_000));
    assertMalformed("2" + "[".repeat(900_000));
  }

  @Test
  void a_packet_longer_than_the_bound_is_refused() throws Exception {
    String longest = "2[\"x\",\"" + "a".repeat(1_000_000 - 9) + "\"]";
    assertThat(decode(longest).argumentCount()).isEqualTo(1);
    assertMalformed(longest + " ");
  }

  @Test
  void placeholders_stand_for_the_attachments_that_were_announced() throws Exception {
    SocketPacket packet =
        decode("52-/a,7[\"x\"," + placeholder("0") + ",[" + placeholder("1") + "]]");
    assertThat(packet.type()).isEqualTo(SocketPacket.Type.EVENT);
    assertThat(packet.namespace()).isEqualTo("/a");
    assertThat(packet.id()).isEqualTo("7");
    assertThat(packet.attachmentCount()).isEqualTo(2);
    assertThat(packet.attachments()).isEmpty();
    assertThat(decode("61-7[" + placeholder("0") + "]").type()).isEqualTo(SocketPacket.Type.ACK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0-",
        "00-",
        "",
        "-",
        "11-",
        "011-",
        "1000000-",
        "99999999999999999999-",
        "1",
        "1.0-",
        "1e0-",
        "+1-",
        "-1-",
        "a-",
        " 1-"
      })
  void so_many_attachments_are_refused(String announced) {
    assertMalformed("5" + announced + "[\"x\"]");
    assertMalformed("6" + announced + "1[1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2", "-1", "0.5", "0e0", "\"0\"", "null", "true", "[0]", "{}", "4294967296", "1e99"
      })
  void a_placeholder_stands_for_an_attachment_by_its_index(String num) {
    assertMalformed("52-[\"x\"," + placeholder(num) + "]");
    assertMalformed("52-[\"x\",{\"a\":[" + placeholder(num) + "]}]");
    assertMalformed("52-[\"x\",{\"num\":" + num + ",\"_placeholder\":true}]");
    assertMalformed("52-[\"x\",{\"_pl\\u0061ceholder\":true,\"num\":" + num + "}]");
    assertMalformed("52-[\"x\",{\"num\":0,\"_placeholder\":true,\"num\":" + num + "}]");
  }

  @Test
  void a_placeholder_without_index_is_malformed() {
    assertMalformed("51-[\"x\",{\"_placeholder\":true}]");
  }

  @Test
  void what_only_looks_like_a_placeholder_is_none() throws Exception {
    assertThat(decode("51-[\"x\",{\"_placeholder\":false,\"num\":9}]").argumentCount())
        .isEqualTo(1);
    assertThat(decode("51-[\"x\",{\"_placeholder\":1,\"num\":9}]").argumentCount())
        .isEqualTo(1);
    assertThat(decode("2[\"x\"," + placeholder("9") + "]").argumentCount()).isEqualTo(1);
  }

  @Test
  void whatever_comes_it_is_a_packet_or_malformed() {
    Random random = new Random(20_261_130);
    String[] pieces = {
      "2",
      "5",
      "1-",
      "0",
      "/a,",
      "17",
      "[",
      "]",
      "{",
      "}",
      "\"x\"",
      "\"connect\"",
      ",",
      ":",
      "1",
      "-",
      "1e9",
      "true",
      "null",
      " ",
      "\"\\ud83d\"",
      "\"é\"",
      "\"_placeholder\":true",
      "\"num\":0",
      "\\",
      "\""
    };
    int packets = 0;
    for (int round = 0; round < 40_000; round++) {
      StringBuilder text = new StringBuilder(round % 2 == 0 ? "2[\"x\"" : "");
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = text.append(round % 2 == 0 ? "]" : "").toString().getBytes(UTF_8);
      if (bytes.length > 0 && random.nextInt(4) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      packets += isPacket(bytes) ? 1 : 0;
    }
    assertThat(packets > 200).as("only " + packets + " were packets").isTrue();
  }

  private static boolean isPacket(byte[] bytes) {
    try {
      SocketPacket packet = SocketPacket.decode(bytes, 0, bytes.length, SETTINGS);
      assertThat(packet.firstFrom() <= packet.firstTo()).isTrue();
      assertThat(packet.firstTo() - packet.firstFrom() <= packet.arguments().length)
          .isTrue();
      return true;
    } catch (SocketParseException e) {
      return false;
    }
  }

  private static String placeholder(String num) {
    return "{\"_placeholder\":true,\"num\":" + num + "}";
  }

  /** An event whose argument is so deep. */
  private static String nested(String open, int depth, String close) {
    return "[\"x\"," + open.repeat(depth - 1) + (open.equals("[") ? "[]" : "{}")
        + close.repeat(depth - 1) + "]";
  }

  private static SocketPacket decode(String text) throws SocketParseException {
    byte[] bytes = ("4" + text + "]").getBytes(UTF_8);
    return SocketPacket.decode(bytes, 1, bytes.length - 1, SETTINGS);
  }

  private static void assertMalformed(String text) {
    assertThatThrownBy(() -> decode(text)).as(text).isInstanceOf(SocketParseException.class);
  }

  private static void assertMalformed(byte[] bytes) {
    assertThatThrownBy(() -> SocketPacket.decode(bytes, 0, bytes.length, SETTINGS))
        .isInstanceOf(SocketParseException.class);
  }

  private static String first(SocketPacket packet) {
    int length = packet.firstTo() - packet.firstFrom();
    return new String(packet.bytes(), packet.firstFrom(), length, UTF_8);
  }

  private static String arguments(SocketPacket packet) {
    return new String(packet.arguments(), UTF_8);
  }
}
