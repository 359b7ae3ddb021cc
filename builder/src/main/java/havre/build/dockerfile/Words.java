package havre.build.dockerfile;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import havre.oci.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes an instruction's arguments apart, before variables are replaced.
public final class Words {
  private Words() {}

  /// The strings of a JSON array, or null where the text is none: it is then the shell form.
  public static @Nullable List<String> json(String text) {
    if (!text.startsWith("[")) {
      return null;
    }
    JsonNode node;
    try {
      node = Json.tree(text.getBytes(StandardCharsets.UTF_8), "array");
    } catch (HavreException e) {
      return null;
    }
    var items = new ArrayList<String>();
    for (JsonNode item : node) {
      if (!item.isTextual()) {
        return null;
      }
      items.add(item.asText());
    }
    return node.isArray() ? items : null;
  }

  /// Split at blanks, quotes having no meaning.
  public static List<String> plain(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  /// Split at blanks outside of quotes; the quotes stay.
  public static List<String> quoted(String text, char escape) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == escape && quote != '\'' && i + 1 < text.length()) {
        word.append(c).append(text.charAt(++i));
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else {
        if (quote == 0 && (c == '"' || c == '\'')) {
          quote = c;
        } else if (c == quote) {
          quote = 0;
        }
        word.append(c);
      }
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
