package havre.cli.template;

import havre.cli.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Cuts a template into text and the tokens of its actions; `{{-` and `-}}` trim the text beside.
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int depth;

  Lexer(String source) {
    this.source = source;
  }

  List<Token> tokens() {
    boolean trimNext = false;
    while (position < source.length()) {
      int open = source.indexOf("{{", position);
      String text = source.substring(position, open < 0 ? source.length() : open);
      boolean trim = open >= 0 && trimsBefore(open + 2);
      text = trimNext ? text.stripLeading() : text;
      text = trim ? text.stripTrailing() : text;
      if (!text.isEmpty()) {
        add(Kind.TEXT, text, position);
      }
      if (open < 0) {
        break;
      }
      position = open + (trim ? 3 : 2);
      trimNext = action(open);
    }
    add(Kind.END, "", source.length());
    return tokens;
  }

  private boolean trimsBefore(int index) {
    return index + 1 < source.length()
        && source.charAt(index) == '-'
        && Character.isWhitespace(source.charAt(index + 1));
  }

  /// Reads an action to its end.
  ///
  /// @return whether the text behind it is trimmed
  private boolean action(int open) {
    skipSpace();
    if (source.startsWith("/*", position)) {
      int end = source.indexOf("*/", position);
      if (end < 0) {
        throw TemplateException.parsing("unclosed comment");
      }
      position = end + 2;
      boolean trim = source.startsWith(" -}}", position);
      position += trim ? 4 : 2;
      return trim;
    }
    add(Kind.OPEN, "{{", open);
    while (true) {
      boolean spaced = skipSpace();
      if (position >= source.length()) {
        throw TemplateException.parsing("unclosed action");
      }
      boolean ends =
          source.startsWith("}}", position) || spaced && source.startsWith("-}}", position);
      if (ends && depth > 0) {
        throw TemplateException.parsing("unclosed left paren");
      }
      if (source.startsWith("}}", position)) {
        add(Kind.CLOSE, "}}", position);
        position += 2;
        return false;
      }
      if (spaced && source.startsWith("-}}", position)) {
        add(Kind.CLOSE, "}}", position);
        position += 3;
        return true;
      }
      token();
    }
  }

  private boolean skipSpace() {
    int start = position;
    while (position < source.length() && Character.isWhitespace(source.charAt(position))) {
      position++;
    }
    return position > start;
  }

  private void token() {
    char c = source.charAt(position);
    int start = position;
    switch (c) {
      case '(' -> {
        depth++;
        single(Kind.LEFT_PAREN);
      }
      case ')' -> {
        if (--depth < 0) {
          throw TemplateException.parsing("unexpected right paren");
        }
        single(Kind.RIGHT_PAREN);
      }
      case '|' -> single(Kind.PIPE);
      case ',' -> single(Kind.COMMA);
      case '=' -> single(Kind.ASSIGN);
      case ':' -> {
        if (!source.startsWith(":=", position)) {
          throw TemplateException.parsing("expected :=");
        }
        add(Kind.DECLARE, ":=", start);
        position += 2;
      }
      case '"' -> quoted();
      case '`' -> raw();
      case '\'' -> character();
      case '$' -> {
        position++;
        add(Kind.VARIABLE, "$" + name(), start);
      }
      case '.' -> field(start);
      default -> {
        if (Character.isDigit(c) || c == '-' || c == '+') {
          number();
        } else if (Character.isLetter(c) || c == '_') {
          add(Kind.WORD, name(), start);
        } else {
          throw TemplateException.parsing("bad character U+%04X '%c'".formatted((int) c, c));
        }
      }
    }
  }

  private void field(int start) {
    position++;
    if (position >= source.length()) {
      throw TemplateException.parsing("illegal number syntax: \".\"");
    }
    char next = source.charAt(position);
    if (Character.isLetter(next) || next == '_') {
      add(Kind.FIELD, name(), start);
    } else if (Character.isDigit(next)) {
      position = start;
      number();
    } else {
      add(Kind.DOT, ".", start);
    }
  }

  private void single(Kind kind) {
    add(kind, source.substring(position, position + 1), position);
    position++;
  }

  private String name() {
    int start = position;
    while (position < source.length()
        && (Character.isLetterOrDigit(source.charAt(position)) || source.charAt(position) == '_')) {
      position++;
    }
    return source.substring(start, position);
  }

  private void number() {
    int start = position++;
    while (position < source.length() && isOfNumber(start)) {
      position++;
    }
    add(Kind.NUMBER, source.substring(start, position), start);
  }

  private boolean isOfNumber(int start) {
    char c = source.charAt(position);
    char before = source.charAt(position - 1);
    boolean exponent =
        (before == 'e' || before == 'E')
            && !source.startsWith("0x", start)
            && (c == '+' || c == '-');
    return Character.isLetterOrDigit(c) || c == '.' || c == '_' || exponent;
  }

  private void raw() {
    int end = source.indexOf('`', position + 1);
    if (end < 0) {
      throw TemplateException.parsing("unterminated raw quoted string");
    }
    add(Kind.STRING, source.substring(position + 1, end), position);
    position = end + 1;
  }

  private void quoted() {
    int start = position;
    String text = Quoting.unquote(source, start, '"');
    position = Quoting.end(source, start, '"');
    add(Kind.STRING, text, start);
  }

  private void character() {
    int start = position;
    String text = Quoting.unquote(source, start, '\'');
    position = Quoting.end(source, start, '\'');
    add(Kind.CHARACTER, text, start);
  }

  private void add(Kind kind, String text, int start) {
    tokens.add(new Token(kind, text, start));
  }
}
