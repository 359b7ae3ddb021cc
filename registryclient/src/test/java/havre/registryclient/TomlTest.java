package havre.registryclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of TOML is read, and what is refused.
class TomlTest {
  @Test
  void readsTablesOfTables() {
    assertThat(
            Toml.parse(
                """
                # of the registry
                server = "https://registry.example" # itself
                [host."https://mirror.example:5000"]
                  capabilities = [
                    "pull", # comments may be anywhere
                    'resolve',
                  ]
                  skip_verify = true
                  dial.timeout = 1_000
                  [host."https://mirror.example:5000".header]
                    X-One = ["a\\t\\u00e9", 'b\\t']
                [host.'http://other.example']
                  inline = { a = 1, b.c = false }
                """))
        .isEqualTo(
            Map.of(
                "server",
                "https://registry.example",
                "host",
                Map.of(
                    "https://mirror.example:5000",
                    Map.of(
                        "capabilities",
                        List.of("pull", "resolve"),
                        "skip_verify",
                        true,
                        "dial",
                        Map.of("timeout", 1000L),
                        "header",
                        Map.of("X-One", List.of("a\té", "b\\t"))),
                    "http://other.example",
                    Map.of("inline", Map.of("a", 1L, "b", Map.of("c", false))))));
    assertThat(Toml.parse("")).isEmpty();
    assertThat(Toml.parse("a = 'x'\r\n")).containsEntry("a", "x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a = 1.5            | unknown value",
        "a =                | unknown value",
        "= 1                | expected a key",
        "a = 1 b = 2        | expected the end of the line",
        "a = \"x            | a string does not end",
        "a = \"\\q\"        | unknown escape",
        "a = \"\\u12\"      | malformed code point",
        "a = [1 2]          | expected ',' or ']'",
        "a = [1             | expected ',' or ']'",
        "a = { b = 1        | expected ',' or '}'",
        "a = '''x'''        | several lines",
        "[[a]]              | arrays of tables",
        "[a                 | expected ']'",
        "a.b = 1; a = 2     | expected the end of the line"
      })
  void refusesWhatItCannotRead(String text, String reason) {
    assertThatThrownBy(() -> Toml.parse(text))
        .hasMessageContaining("line 1: ")
        .hasMessageContaining(reason);
  }

  @Test
  void refusesWhatIsSetTwice() {
    assertThatThrownBy(() -> Toml.parse("a = 1\na = 2\n")).hasMessage("line 2: \"a\" is set twice");
    assertThatThrownBy(() -> Toml.parse("a = 1\n[a]\n")).hasMessage("line 2: \"a\" is no table");
    assertThatThrownBy(() -> Toml.parse("a = " + "[".repeat(100_000)))
        .hasMessage("line 1: nested too deeply");
  }
}
