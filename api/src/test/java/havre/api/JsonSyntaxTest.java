package havre.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSyntaxTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {invalid json | invalid character 'i' looking for beginning of object key string
          {"a":1,} | invalid character '}' looking for beginning of object key string
          {"a" 1} | invalid character '1' after object key
          {"a":1 "b"} | invalid character '"' after object key:value pair
          [1 2] | invalid character '2' after array element
          [,] | invalid character ',' looking for beginning of value
          {"a":tru} | invalid character '}' in literal true (expecting 'e')
          {"a":-x} | invalid character 'x' in numeric literal
          {"a":1.} | invalid character '}' after decimal point in numeric literal
          {"a":1e} | invalid character '}' in exponent of numeric literal
          {"a":01} | invalid character '1' after object key:value pair
          {"a":"\\x"} | invalid character 'x' in string escape code
          {"a":"\\u12g4"} | invalid character 'g' in \\u hexadecimal character escape
          {"a": | unexpected EOF
          ' | invalid character '\\'' looking for beginning of value
          """)
  void namesTheFirstFault(String text, String fault) {
    assertThat(JsonSyntax.fault(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(fault);
  }
}
