package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8Test {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "C080",
        "C1BF",
        "E08080",
        "E09FBF",
        "F0808080",
        "F08FBFBF", // overlong
        "EDA080",
        "EDBFBF",
        "EDA0BDEDB880", // surrogates, CESU-8
        "F4908080",
        "F5808080",
        "FF",
        "FE",
        "80",
        "BF",
        "F88880808080",
        "C3",
        "E282",
        "F09F98",
        "C328",
        "E228A1",
        "F0288CBC" // cut off
      })
  void refuses_what_only_looks_like_it_wherever_it_stands(String hex) {
    byte[] wrong = HexFormat.of().parseHex(hex);
    for (int before = 0; before < 20; before++) {
      byte[] text = new byte[before + wrong.length];
      java.util.Arrays.fill(text, (byte) 'x');
      System.arraycopy(wrong, 0, text, before, wrong.length);
      assertThat(Utf8.isValid(text, text.length)).as(before + " before").isFalse();
    }
  }

  @Test
  void takes_what_is() {
    String text =
        "ascii \u0000\u007f é\u0080\u07ff €\u0800\ud7ff\ue000\uffff 😀\ud800\udc00\udbff\udfff";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.isValid(bytes, bytes.length)).isTrue();
    assertThat(Utf8.isValid(bytes, 0)).isTrue();
    assertThat(Utf8.isValid(new byte[] {'x', (byte) 0xFF}, 1))
        .as("looks no further")
        .isTrue();
  }

  @Test
  void judges_as_the_jdk_does() {
    Random random = new Random(7);
    byte[] bytes =
        "a mostly valid text: é € 😀 with some bytes changed".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = bytes.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      int length = random.nextInt(changed.length);
      assertThat(Utf8.isValid(changed, length)).isEqualTo(jdkTakes(changed, length));
    }
  }

  private static boolean jdkTakes(byte[] bytes, int length) {
    try {
      CharBuffer decoded =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      return decoded.limit() == decoded.length();
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
