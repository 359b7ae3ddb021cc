package havre.images;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The words of a Dockerfile instruction: split at blanks outside of quotes, quotes and escapes
/// removed, variables replaced.
final class InstructionWords {
  private final String text;
  private final Map<String, String> variables;
  private int at;

  private InstructionWords(String text, Map<String, String> variables) {
    this.text = text;
    this.variables = variables;
  }

  static List<String> split(String text, Map<String, String> variables) {
    var reader = new InstructionWords(text, variables);
    var words = new ArrayList<String>();
    while (reader.skipBlanks()) {
      words.add(reader.word());
    }
    return words;
  }

  /// The whole text as one word.
  static String single(String text, Map<String, String> variables) {
    var result = new StringBuilder();
    var reader = new InstructionWords(text, variables);
    while (reader.at < text.length()) {
      reader.piece(result);
    }
    return result.toString();
  }

  private boolean skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at < text.length();
  }

  private String word() {
    var word = new StringBuilder();
    while (at < text.length() && !isBlank(text.charAt(at))) {
      piece(word);
    }
    return word.toString();
  }

  private void piece(StringBuilder word) {
    char c = text.charAt(at++);
    switch (c) {
      case '\'' -> {
        int end = text.indexOf('\'', at);
        if (end < 0) {
          throw unterminated();
        }
        word.append(text, at, end);
        at = end + 1;
      }
      case '"' -> quoted(word);
      case '\\' -> word.append(at < text.length() ? text.charAt(at++) : '\\');
      case '$' -> variable(word);
      default -> word.append(c);
    }
  }

  private void quoted(StringBuilder word) {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return;
      }
      if (c == '$') {
        variable(word);
      } else if (c == '\\' && at < text.length() && "\"\\$".indexOf(text.charAt(at)) >= 0) {
        word.append(text.charAt(at++));
      } else {
        word.append(c);
      }
    }
    throw unterminated();
  }

  private void variable(StringBuilder word) {
    boolean braces = at < text.length() && text.charAt(at) == '{';
    int start = braces ? at + 1 : at;
    int end = start;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    if (braces && (end == text.length() || text.charAt(end) != '}')) {
      throw HavreException.invalid("failed to process \"" + text + "\": missing '}'");
    }
    if (end == start) {
      word.append('$');
      return;
    }
    word.append(variables.getOrDefault(text.substring(start, end), ""));
    at = braces ? end + 1 : end;
  }

  private HavreException unterminated() {
    return HavreException.invalid(
        "failed to process \""
            + text
            + "\": unexpected end of statement while looking for matching quote");
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }
}
