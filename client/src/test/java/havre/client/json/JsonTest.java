package havre.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "-1.5e10",
        "12345678901234567890",
        "\"a\\\"b\\\\\\n\\u0001\"",
        "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"d\":\"ü\"}",
      })
  void writesWhatItRead(String text) {
    assertThat(JsonReader.parse(text).toString()).isEqualTo(text);
  }

  @Test
  void readsEscapesAndSurrogates() {
    assertThat(JsonReader.parse("\"\\u00e4\\ud83d\\ude00\\/\\b\\f\\t\""))
        .isEqualTo(new JsonString("ä😀/\b\f\t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,",
        "{\"a\"}",
        "{\"a\":}",
        "tru",
        "nul",
        "\"abc",
        "[1 2]",
        "{} x",
        "-",
        "\"\\q\"",
        "{a:1}",
        "'a'",
      })
  void refusesOthers(String text) {
    assertThatThrownBy(() -> JsonReader.parse(text)).isInstanceOf(JsonException.class);
  }

  @Test
  void refusesWhatWouldExhaustTheStack() {
    assertThatThrownBy(() -> JsonReader.parse("[".repeat(100_000)))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void readsOneValueAfterTheOther() throws IOException {
    var reader = new JsonReader(new StringReader("{\"a\":1}\r\n{\"a\":2} [3]"));
    assertThat(reader.next()).hasToString("{\"a\":1}");
    assertThat(reader.next()).hasToString("{\"a\":2}");
    assertThat(reader.next()).hasToString("[3]");
    assertThat(reader.next()).isNull();
  }

  @Test
  void indentsAsGoDoes() {
    assertThat(JsonWriter.indented(JsonReader.parse("{\"a\":[1,{}],\"b\":{\"c\":[]}}"), "    "))
        .isEqualTo(
            """
            {
                "a": [
                    1,
                    {}
                ],
                "b": {
                    "c": []
                }
            }\
            """);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void refusesOrReadsDamagedTexts(long seed) {
    var random = new Random(seed);
    String whole = "{\"a\":[1,2.5e3,\"x\\u0041\\n\"],\"b\":{\"c\":null,\"d\":true},\"e\":\"ü\"}";
    for (int i = 0; i < 5000; i++) {
      var text = new StringBuilder(whole);
      for (int change = 0; change < 3; change++) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, "{}[]\",:\\0e-tn ".charAt(random.nextInt(14)));
      }
      try {
        JsonValue value = JsonReader.parse(text.toString());
        assertThat(JsonReader.parse(value.toString())).isEqualTo(value);
      } catch (JsonException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
