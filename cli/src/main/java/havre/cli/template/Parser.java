package havre.cli.template;

import havre.cli.flag.GoNumbers;
import havre.cli.template.Token.Kind;
import havre.client.json.JsonBoolean;
import havre.client.json.JsonNull;
import havre.client.json.JsonNumber;
import havre.client.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds the tree of a template.
final class Parser {
  private final List<Token> tokens;
  private final Map<String, List<Node>> named;
  private final List<String> variables = new ArrayList<>(List.of("$"));
  private int next;
  private int ranges;
  private int depth;

  private Parser(List<Token> tokens, Map<String, List<Node>> named) {
    this.tokens = tokens;
    this.named = named;
  }

  /// @param named takes the templates that are defined on the way
  static List<Node> parse(String source, Map<String, List<Node>> named) {
    var parser = new Parser(new Lexer(source).tokens(), named);
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
      if (word.isWord("define")) {
        define();
      } else {
        nodes.add(action());
      }
    }
  }

  private void define() {
    next++;
    if (depth > 0) {
      throw TemplateException.parsing("unexpected <define> in command");
    }
    String name = name("define clause");
    close();
    body(name);
  }

  /// A template's name, which is a text.
  private String name(String where) {
    Token token = take();
    if (!token.is(Kind.STRING)) {
      throw TemplateException.parsing("unexpected " + Quoting.quote(token.text()) + " in " + where);
    }
    return token.text();
  }

  /// The nodes of a named template to its end; it sees no variables from outside.
  private void body(String name) {
    List<String> outer = List.copyOf(variables);
    variables.clear();
    variables.add("$");
    depth++;
    List<Node> nodes = list();
    depth--;
    if (!take().isWord("end")) {
      throw TemplateException.parsing("unexpected EOF");
    }
    close();
    named.put(name, nodes);
    variables.clear();
    variables.addAll(outer);
  }

  private Node call(boolean defines) {
    next++;
    int position = peek().position();
    String name = name(defines ? "block clause" : "template clause");
    Node.Pipeline value = takeIf(Kind.CLOSE) ? null : pipeline("template clause", Kind.CLOSE);
    if (defines) {
      body(name);
    }
    return new Node.Call(name, value, position);
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
          if (ranges == 0) {
            throw TemplateException.parsing("{{" + word.text() + "}} outside {{range}}");
          }
          return word.text().equals("break") ? new Node.Break() : new Node.Continue();
        }
        case "template", "block" -> {
          return call(word.text().equals("block"));
        }
        default -> {}
      }
    }
    return new Node.Action(pipeline("command", Kind.CLOSE));
  }

  private Node block(String kind) {
    int known = variables.size();
    depth++;
    Node.Pipeline pipeline = pipeline(kind, Kind.CLOSE);
    ranges += kind.equals("range") ? 1 : 0;
    List<Node> body = list();
    ranges -= kind.equals("range") ? 1 : 0;
    List<Node> otherwise = List.of();
    Token end = take();
    if (end.isWord("else")) {
      if (!kind.equals("range") && peek().isWord(kind)) {
        otherwise = List.of(block(take().text()));
        leave(known);
        return node(kind, pipeline, body, otherwise);
      }
      if (peek().is(Kind.WORD)) {
        throw TemplateException.parsing("unexpected <" + peek().text() + "> in input");
      }
      close();
      otherwise = list();
      end = take();
    }
    if (!end.isWord("end")) {
      throw TemplateException.parsing("unexpected EOF");
    }
    close();
    leave(known);
    return node(kind, pipeline, body, otherwise);
  }

  /// Forgets the variables that were declared inside.
  private void leave(int known) {
    depth--;
    while (variables.size() > known) {
      variables.removeLast();
    }
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

  /// @param where what the pipeline is for, in error texts
  private Node.Pipeline pipeline(String where, Kind end) {
    var declared = new ArrayList<String>();
    boolean declares = declaration(declared);
    var commands = new ArrayList<Node.Command>();
    do {
      if (!commands.isEmpty() && peek().is(end)) {
        break;
      }
      Node.Command command = command(where, commands.isEmpty());
      if (!commands.isEmpty() && command.operands().getFirst() instanceof Node.Literal) {
        throw TemplateException.parsing(
            "non executable command in pipeline stage " + (commands.size() + 1));
      }
      commands.add(command);
    } while (takeIf(Kind.PIPE));
    Token token = take();
    if (!token.is(end)) {
      String what = token.is(Kind.DOT) ? "<.>" : Quoting.quote(token.text());
      throw TemplateException.parsing("unexpected " + what + " in operand");
    }
    if (declares) {
      variables.addAll(declared);
    } else {
      declared.forEach(this::check);
    }
    return new Node.Pipeline(declared, declares, commands);
  }

  private void check(String variable) {
    if (!variables.contains(variable)) {
      throw TemplateException.parsing("undefined variable \"" + variable + "\"");
    }
  }

  /// Reads `$a :=`, `$a, $b :=` or `$a =` if there is one.
  private boolean declaration(List<String> declared) {
    int start = next;
    while (peek().is(Kind.VARIABLE)) {
      declared.add(take().text());
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
    declared.clear();
    next = start;
    return false;
  }

  private Node.Command command(String where, boolean first) {
    var operands = new ArrayList<Node.Operand>();
    Node.Operand operand = operand();
    while (operand != null) {
      operands.add(operand);
      if (peek().is(Kind.DOT) && !spaced()) {
        throw TemplateException.parsing("unexpected <.> in operand");
      }
      operand = operand();
    }
    if (operands.isEmpty()) {
      throw TemplateException.parsing(
          first && peek().is(Kind.PIPE)
              ? "unexpected \"|\" in " + where
              : "missing value for " + where);
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
        check(token.text());
        return new Node.Path(
            token.text(), null, fields(position + token.text().length()), position);
      }
      case LEFT_PAREN -> {
        next++;
        Node.Pipeline inner = pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
        return new Node.Path(null, inner, fields(tokens.get(next - 1).position() + 1), position);
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
      String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
      boolean hex = digits.startsWith("0x", Character.isDigit(digits.charAt(0)) ? 0 : 1);
      if (!hex && (digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0)) {
        return new JsonNumber(Double.toString(Double.parseDouble(digits)));
      }
      return JsonNumber.of(GoNumbers.parse(digits.replace("0o", "0")));
    } catch (IllegalArgumentException e) {
      throw TemplateException.parsing("bad number syntax: " + Quoting.quote(text));
    }
  }

  /// Whether a space stands before the next token.
  private boolean spaced() {
    Token before = tokens.get(next - 1);
    int sign = before.is(Kind.FIELD) ? 1 : 0;
    return peek().position() > before.position() + before.text().length() + sign;
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
