package havre.cli.template;

/// A piece of a template.
///
/// @param position where it stands in the line, counted from zero
record Token(Kind kind, String text, int position) {
  enum Kind {
    TEXT,
    OPEN,
    CLOSE,
    FIELD,
    VARIABLE,
    WORD,
    STRING,
    NUMBER,
    CHARACTER,
    DOT,
    PIPE,
    LEFT_PAREN,
    RIGHT_PAREN,
    COMMA,
    DECLARE,
    ASSIGN,
    END
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }
}
