package havre.build.dockerfile;

import havre.common.HavreException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces variables in a word and takes its quotes away, as a shell would: `$x`, `${x}` with the
/// modifiers `:-` `-` `:+` `+` `:?` `?` `#` `##` `%` `%%` `/` `//`. Inside single quotes nothing is
/// replaced.
public final class Expansion {
  private final String text;
  private final char escape;
  private final Map<String, String> variables;
  private final boolean shown;
  private int at;

  private Expansion(String text, char escape, Map<String, String> variables, boolean shown) {
    this.text = text;
    this.escape = escape;
    this.variables = variables;
    this.shown = shown;
  }

  /// @throws HavreException INVALID for a quote or brace that does not end
  public static String of(String text, char escape, Map<String, String> variables) {
    return new Expansion(text, escape, variables, false).all();
  }

  /// A command as it is shown, which a shell has still to read: quotes and what names no known
  /// variable stay as they are.
  ///
  /// @throws HavreException INVALID for a quote or brace that does not end
  public static String ofCommand(String text, char escape, Map<String, String> variables) {
    return new Expansion(text, escape, variables, true).all();
  }

  private String all() {
    var out = new StringBuilder();
    while (at < text.length()) {
      piece(out);
    }
    return out.toString();
  }

  /// A document, in which quotes are letters like others.
  public static String ofDocument(String text, char escape, Map<String, String> variables) {
    var expansion = new Expansion(text, escape, variables, false);
    var out = new StringBuilder();
    while (expansion.at < text.length()) {
      char c = text.charAt(expansion.at++);
      boolean more = expansion.at < text.length();
      if (c == '$') {
        expansion.variable(out);
      } else if (c == escape && more && text.charAt(expansion.at) == '$') {
        out.append(text.charAt(expansion.at++));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void piece(StringBuilder out) {
    char c = text.charAt(at++);
    if (c == '\'') {
      int end = text.indexOf('\'', at);
      if (end < 0) {
        throw unterminated("single");
      }
      out.append(text, shown ? at - 1 : at, shown ? end + 1 : end);
      at = end + 1;
    } else if (c == '"') {
      quote(out);
      quoted(out);
      quote(out);
    } else if (c == '$') {
      variable(out);
    } else if (c == escape) {
      if (at < text.length()) {
        out.append(text.charAt(at++));
      }
    } else {
      out.append(c);
    }
  }

  private void quote(StringBuilder out) {
    if (shown) {
      out.append('"');
    }
  }

  private void quoted(StringBuilder out) {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return;
      }
      if (c == '$') {
        variable(out);
      } else if (c == escape && at < text.length() && isSpecialInQuotes(text.charAt(at))) {
        out.append(text.charAt(at++));
      } else {
        out.append(c);
      }
    }
    throw unterminated("double");
  }

  private boolean isSpecialInQuotes(char c) {
    return c == '"' || c == '$' || c == escape;
  }

  private void variable(StringBuilder out) {
    int start = at - 1;
    boolean braces = at < text.length() && text.charAt(at) == '{';
    at += braces ? 1 : 0;
    int named = at;
    String name = name();
    boolean unknown = shown && !name.isEmpty() && !variables.containsKey(name);
    if (braces) {
      at = named;
      String value = braced();
      out.append(unknown ? text.substring(start, at) : value);
    } else if (unknown) {
      out.append(text, start, at);
    } else if (name.isEmpty()) {
      out.append('$');
    } else {
      out.append(variables.getOrDefault(name, ""));
    }
  }

  private String name() {
    int start = at;
    if (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++; // a positional parameter has one digit
      return text.substring(start, at);
    }
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isNamePart(char c) {
    return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private String braced() {
    String name = name();
    if (name.isEmpty()) {
      throw failed("bad substitution");
    }
    @Nullable String value = variables.get(name);
    if (at >= text.length()) {
      throw failed("syntax error: missing '}'");
    }
    char c = text.charAt(at++);
    boolean set = value != null;
    String present = value == null ? "" : value;
    switch (c) {
      case '}' -> {
        return present;
      }
      case ':' -> {
        char kind = at < text.length() ? text.charAt(at++) : 0;
        return conditional(kind, set && !present.isEmpty(), present, name);
      }
      case '-', '+', '?' -> {
        return conditional(c, set, present, name);
      }
      case '#', '%' -> {
        boolean longest = at < text.length() && text.charAt(at) == c;
        at += longest ? 1 : 0;
        return trimmed(present, operand('}'), c == '#', longest);
      }
      case '/' -> {
        boolean all = at < text.length() && text.charAt(at) == '/';
        at += all ? 1 : 0;
        String pattern = operand('/');
        String replacement = text.charAt(at - 1) == '}' ? "" : operand('}');
        return replaced(present, pattern, replacement, all);
      }
      default -> throw failed("unsupported modifier (" + c + ") in substitution");
    }
  }

  private String conditional(char kind, boolean holds, String value, String name) {
    String word = operand('}');
    return switch (kind) {
      case '-' -> holds ? value : word;
      case '+' -> holds ? word : "";
      case '?' -> {
        if (!holds) {
          throw failed(name + ": " + (word.isEmpty() ? "not allowed to be unset" : word));
        }
        yield value;
      }
      default -> throw failed("unsupported modifier (:" + kind + ") in substitution");
    };
  }

  /// Reads to the end character, or to the brace that closes the substitution.
  private String operand(char end) {
    var out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == end || c == '}') {
        at++;
        return out.toString();
      }
      piece(out);
    }
    throw failed("syntax error: missing '}'");
  }

  private static String trimmed(String value, String pattern, boolean prefix, boolean longest) {
    Pattern glob = Pattern.compile(regex(pattern), Pattern.DOTALL);
    int length = value.length();
    for (int i = 0; i <= length; i++) {
      int size = longest ? length - i : i;
      String part = prefix ? value.substring(0, size) : value.substring(length - size);
      if (glob.matcher(part).matches()) {
        return prefix ? value.substring(size) : value.substring(0, length - size);
      }
    }
    return value;
  }

  private static String replaced(String value, String pattern, String replacement, boolean all) {
    var matcher = Pattern.compile(regex(pattern), Pattern.DOTALL).matcher(value);
    String literal = java.util.regex.Matcher.quoteReplacement(replacement);
    return all ? matcher.replaceAll(literal) : matcher.replaceFirst(literal);
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    for (char c : glob.toCharArray()) {
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  private HavreException unterminated(String kind) {
    return failed("unexpected end of statement while looking for matching " + kind + "-quote");
  }

  private HavreException failed(String reason) {
    return HavreException.invalid("failed to process " + GoStrings.quote(text) + ": " + reason);
  }
}
