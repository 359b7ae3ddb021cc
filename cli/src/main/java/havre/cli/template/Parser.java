package havre.cli.template;

import havre.cli.template.Token.Kind;
import havre.client.json.JsonBoolean;
import havre.client.json.JsonNull;
import havre.client.json.JsonNumber;
import havre.client.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds the tree of a template.
final class Parser {
  private final List<Token> tokens;
  private int next;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static List<Node> parse(String source) {
    var parser = new Parser(new Lexer(source).tokens());
    List<Node> nodes = parser.list();
    Token rest = parser.take();
    if (!rest.is(Kind.END)) {
      throw TemplateException.parsing("unexpected {{" + rest.text() + "}}");
    }
    return nodes;
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    return tokens.get(next++);
  }

  private boolean takeIf(Kind kind) {
    if (peek().is(kind)) {
      next++;
      return true;
    }
    return false;
  }

  /// Nodes up to `{{end}}` or `{{else`, of which the word is the next token then.
  private List<Node> list() {
    var nodes = new ArrayList<Node>();
    while (true) {
      Token token = peek();
      if (token.is(Kind.END)) {
        return nodes;
      }
      next++;
      if (token.is(Kind.TEXT)) {
        nodes.add(new Node.Text(token.text()));
        continue;
      }
      Token word = peek();
      if (word.isWord("end") || word.isWord("else")) {
        return nodes;
      }
      nodes.add(action());
    }
  }

  private Node action() {
    Token word = peek();
    if (word.is(Kind.WORD)) {
      switch (word.text()) {
        case "if", "with", "range" -> {
          next++;
          return block(word.text());
        }
        case "break", "continue" -> {
          next++;
          close();
          return word.text().equals("break") ? new Node.Break() : new Node.Continue();
        }
        case "define", "template", "block" ->
            throw TemplateException.parsing("unexpected {{" + word.text() + "}}");
        default -> {}
      }
    }
    Node.Pipeline pipeline = pipeline(Kind.CLOSE);
    return new Node.Action(pipeline);
  }

  private Node block(String kind) {
    Node.Pipeline pipeline = pipeline(Kind.CLOSE);
    List<Node> body = list();
    List<Node> otherwise = List.of();
    Token end = take();
    if (end.isWord("else")) {
      if (peek().isWord("if") || peek().isWord("with")) {
        otherwise = List.of(block(take().text()));
        return node(kind, pipeline, body, otherwise);
      }
      close();
      otherwise = list();
      end = take();
    }
    if (!end.isWord("end")) {
      throw TemplateException.parsing("unexpected EOF");
    }
    close();
    return node(kind, pipeline, body, otherwise);
  }

  private static Node node(
      String kind, Node.Pipeline pipeline, List<Node> body, List<Node> otherwise) {
    return switch (kind) {
      case "if" -> new Node.If(pipeline, body, otherwise);
      case "with" -> new Node.With(pipeline, body, otherwise);
      default -> new Node.Range(pipeline, body, otherwise);
    };
  }

  private void close() {
    Token token = take();
    if (!token.is(Kind.CLOSE)) {
      throw TemplateException.parsing("unexpected " + Quoting.quote(token.text()) + " in end");
    }
  }

  private Node.Pipeline pipeline(Kind end) {
    var variables = new ArrayList<String>();
    boolean declares = declaration(variables);
    var commands = new ArrayList<Node.Command>();
    do {
      commands.add(command());
    } while (takeIf(Kind.PIPE));
    Token token = take();
    if (!token.is(end)) {
      throw TemplateException.parsing("unexpected " + Quoting.quote(token.text()) + " in operand");
    }
    return new Node.Pipeline(variables, declares, commands);
  }

  /// Reads `$a :=`, `$a, $b :=` or `$a =` if there is one.
  private boolean declaration(List<String> variables) {
    int start = next;
    while (peek().is(Kind.VARIABLE)) {
      variables.add(take().text());
      if (takeIf(Kind.DECLARE)) {
        return true;
      }
      if (takeIf(Kind.ASSIGN)) {
        return false;
      }
      if (!takeIf(Kind.COMMA)) {
        break;
      }
    }
    variables.clear();
    next = start;
    return false;
  }

  private Node.Command command() {
    var operands = new ArrayList<Node.Operand>();
    Node.Operand operand = operand();
    while (operand != null) {
      operands.add(operand);
      operand = operand();
    }
    if (operands.isEmpty()) {
      throw TemplateException.parsing("missing value for command");
    }
    return new Node.Command(operands);
  }

  private Node.@Nullable Operand operand() {
    Token token = peek();
    int position = token.position();
    switch (token.kind()) {
      case DOT -> {
        next++;
        return new Node.Path(null, null, List.of(), position);
      }
      case FIELD -> {
        return new Node.Path(null, null, fields(token.position()), position);
      }
      case VARIABLE -> {
        next++;
        return new Node.Path(
            token.text(), null, fields(position + token.text().length()), position);
      }
      case LEFT_PAREN -> {
        next++;
        Node.Pipeline inner = pipeline(Kind.RIGHT_PAREN);
        return new Node.Path(null, inner, fields(peek().position()), position);
      }
      case STRING -> {
        next++;
        return new Node.Literal(
            new JsonString(token.text()), Quoting.quote(token.text()), position);
      }
      case CHARACTER -> {
        next++;
        return new Node.Literal(JsonNumber.of(token.text().codePointAt(0)), token.text(), position);
      }
      case NUMBER -> {
        next++;
        return new Node.Literal(number(token.text()), token.text(), position);
      }
      case WORD -> {
        next++;
        return word(token);
      }
      default -> {
        return null;
      }
    }
  }

  private static Node.Operand word(Token token) {
    return switch (token.text()) {
      case "true", "false" ->
          new Node.Literal(
              JsonBoolean.of(token.text().equals("true")), token.text(), token.position());
      case "nil" -> new Node.Literal(JsonNull.NULL, "nil", token.position());
      default -> {
        if (!Functions.exists(token.text())) {
          throw TemplateException.parsing("function \"" + token.text() + "\" not defined");
        }
        yield new Node.Function(token.text(), token.position());
      }
    };
  }

  private static JsonNumber number(String text) {
    try {
      return text.indexOf('.') < 0
          ? JsonNumber.of(Long.decode(text))
          : new JsonNumber(Double.toString(Double.parseDouble(text)));
    } catch (NumberFormatException e) {
      throw TemplateException.parsing("bad number syntax: " + Quoting.quote(text));
    }
  }

  /// The fields that follow without a space.
  private List<String> fields(int at) {
    var fields = new ArrayList<String>();
    int expected = at;
    while (peek().is(Kind.FIELD) && peek().position() == expected) {
      Token field = take();
      fields.add(field.text());
      expected = field.position() + field.text().length() + 1;
    }
    return fields;
  }
}
