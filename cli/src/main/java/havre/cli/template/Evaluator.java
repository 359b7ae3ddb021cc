package havre.cli.template;

import havre.cli.command.CliException;
import havre.client.json.JsonArray;
import havre.client.json.JsonNull;
import havre.client.json.JsonNumber;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Walks a template's tree with the data at hand.
final class Evaluator {
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  /// How deep templates may call each other, which our own stack bears.
  private static final int MAX_CALLS = 500;

  private record Variable(String name, Object[] cell) {}

  private final StringBuilder out = new StringBuilder();
  private final List<Variable> variables = new ArrayList<>();

  /// Whether a missing field counts as nothing: in conditions, where Go sees an empty pointer.
  private boolean lenient;

  private Object dot;

  private final Map<String, List<Node>> named;
  private int calls;

  Evaluator(Object data, Map<String, List<Node>> named) {
    this.dot = data;
    this.named = named;
    variables.add(new Variable("$", new Object[] {data}));
  }

  String execute(List<Node> nodes) {
    list(nodes);
    return out.toString();
  }

  private Flow list(List<Node> nodes) {
    int depth = variables.size();
    try {
      for (Node node : nodes) {
        Flow flow = node(node);
        if (flow != Flow.ON) {
          return flow;
        }
      }
      return Flow.ON;
    } finally {
      forget(depth);
    }
  }

  private void forget(int depth) {
    while (variables.size() > depth) {
      variables.removeLast();
    }
  }

  private Flow node(Node node) {
    switch (node) {
      case Node.Text(String text) -> out.append(text);
      case Node.Action(Node.Pipeline pipeline) -> {
        Object value = pipeline(pipeline);
        if (pipeline.variables().isEmpty()) {
          out.append(Printing.text(value));
        }
      }
      case Node.If(var condition, var then, var otherwise) -> {
        int depth = variables.size();
        Flow flow = list(Printing.truth(condition(condition)) ? then : otherwise);
        forget(depth);
        return flow;
      }
      case Node.With with -> {
        return with(with);
      }
      case Node.Range range -> {
        return range(range);
      }
      case Node.Call call -> call(call);
      case Node.Break ignored -> {
        return Flow.BREAK;
      }
      case Node.Continue ignored -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.ON;
  }

  /// Executes a named template, which sees nothing but its value.
  private void call(Node.Call call) {
    List<Node> nodes = named.get(call.name());
    String text = "{{template " + Quoting.quote(call.name()) + "}}";
    if (nodes == null) {
      throw TemplateException.executing(
          call.position(), text, "template " + Quoting.quote(call.name()) + " not defined");
    }
    if (++calls > MAX_CALLS) {
      throw TemplateException.executing(
          call.position(), text, "exceeded maximum template depth (" + MAX_CALLS + ")");
    }
    Object outer = dot;
    Object value = call.value() == null ? JsonNull.NULL : pipeline(call.value());
    var before = new ArrayList<>(variables);
    variables.clear();
    variables.add(new Variable("$", new Object[] {value}));
    dot = value;
    list(nodes);
    dot = outer;
    variables.clear();
    variables.addAll(before);
    calls--;
  }

  private Object condition(Node.Pipeline pipeline) {
    boolean before = lenient;
    lenient = true;
    try {
      return pipeline(pipeline);
    } finally {
      lenient = before;
    }
  }

  private Flow with(Node.With with) {
    int depth = variables.size();
    Object value = condition(with.value());
    Object outer = dot;
    Flow flow;
    if (Printing.truth(value)) {
      dot = value;
      flow = list(with.then());
      dot = outer;
    } else {
      flow = list(with.otherwise());
    }
    forget(depth);
    return flow;
  }

  private Flow range(Node.Range range) {
    int depth = variables.size();
    List<Object[]> items =
        items(pipeline(new Node.Pipeline(List.of(), false, range.value().commands())), range);
    if (items.isEmpty()) {
      return list(range.otherwise());
    }
    Object outer = dot;
    List<String> names = range.value().variables();
    for (Object[] item : items) {
      if (!names.isEmpty()) {
        set(names.getLast(), item[1], range.value().declares());
        if (names.size() > 1) {
          set(names.getFirst(), item[0], range.value().declares());
        }
      }
      dot = item[1];
      Flow flow = list(range.body());
      forget(depth);
      if (flow == Flow.BREAK) {
        break;
      }
    }
    dot = outer;
    return Flow.ON;
  }

  private static List<Object[]> items(Object value, Node.Range range) {
    var items = new ArrayList<Object[]>();
    switch (value) {
      case JsonArray array -> {
        for (JsonValue element : array) {
          items.add(new Object[] {JsonNumber.of(items.size()), element});
        }
      }
      case JsonObject object -> {
        for (Map.Entry<String, JsonValue> entry : Printing.sorted(object).entrySet()) {
          items.add(new Object[] {new JsonString(entry.getKey()), entry.getValue()});
        }
      }
      case JsonNull ignored -> {}
      case JsonNumber number when number.isInteger() -> {
        for (long i = 0; i < number.longValue(); i++) {
          items.add(new Object[] {JsonNumber.of(i), JsonNumber.of(i)});
        }
      }
      default -> {
        Node.Operand at = range.value().commands().getFirst().operands().getFirst();
        throw TemplateException.executing(
            at.position(), at.text(), "range can't iterate over " + Printing.text(value));
      }
    }
    return items;
  }

  private Object pipeline(Node.Pipeline pipeline) {
    Object value = null;
    for (Node.Command command : pipeline.commands()) {
      value = command(command, value);
    }
    Object result = value == null ? JsonNull.NULL : value;
    for (String name : pipeline.variables()) {
      set(name, result, pipeline.declares());
    }
    return result;
  }

  private void set(String name, Object value, boolean declare) {
    if (declare) {
      variables.add(new Variable(name, new Object[] {value}));
      return;
    }
    cell(name)[0] = value;
  }

  private Object[] cell(String name) {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name().equals(name)) {
        return variables.get(i).cell();
      }
    }
    throw TemplateException.parsing("undefined variable \"" + name + "\"");
  }

  /// @param last what the command before gave; null for the first
  private Object command(Node.Command command, @Nullable Object last) {
    Node.Operand first = command.operands().getFirst();
    List<Node.Operand> rest = command.operands().subList(1, command.operands().size());
    if (first instanceof Node.Function function) {
      return call(command.text(), function, rest, last);
    }
    if (first instanceof Node.Path path && !path.fields().isEmpty()) {
      var arguments = arguments(rest, last);
      return path(path, arguments);
    }
    if (!rest.isEmpty() || last != null) {
      throw TemplateException.executing(
          first.position(), first.text(), "can't give argument to non-function " + first.text());
    }
    if (first instanceof Node.Literal(JsonNull ignored, String text, int position)) {
      throw TemplateException.executing(position, text, "nil is not a command");
    }
    return operand(first);
  }

  private List<Object> arguments(List<Node.Operand> operands, @Nullable Object last) {
    var arguments = new ArrayList<Object>();
    for (Node.Operand operand : operands) {
      arguments.add(operand(operand));
    }
    if (last != null) {
      arguments.add(last);
    }
    return arguments;
  }

  private Object call(
      String text, Node.Function function, List<Node.Operand> rest, @Nullable Object last) {
    boolean isAnd = function.name().equals("and");
    if (isAnd || function.name().equals("or")) {
      Object value = JsonNull.NULL;
      for (Node.Operand operand : rest) {
        value = operand(operand);
        if (Printing.truth(value) != isAnd) {
          return value;
        }
      }
      return last == null ? value : last;
    }
    List<Object> arguments = arguments(rest, last);
    try {
      return Functions.call(function.name(), arguments);
    } catch (Functions.ArgumentException e) {
      boolean written = e.index() < rest.size();
      Node.Operand at = rest.isEmpty() ? function : rest.get(Math.min(e.index(), rest.size() - 1));
      throw TemplateException.executing(
          at.position(),
          at.text(),
          written && at instanceof Node.Literal literal
              ? "expected " + e.wanted() + "; found " + literal.text()
              : CliException.text(e));
    } catch (IllegalArgumentException e) {
      String reason = CliException.text(e);
      boolean arity = reason.startsWith("wrong number");
      throw TemplateException.executing(
          function.position(), arity ? function.name() : text, reason);
    }
  }

  private Object operand(Node.Operand operand) {
    return switch (operand) {
      case Node.Literal literal -> literal.value();
      case Node.Function function -> call(function.name(), function, List.of(), null);
      case Node.Path path -> path(path, List.of());
    };
  }

  private Object path(Node.Path path, List<Object> arguments) {
    Object value = dot;
    if (path.variable() != null) {
      value = cell(path.variable())[0];
    } else if (path.start() != null) {
      value = pipeline(path.start());
    }
    int count = path.fields().size();
    for (int i = 0; i < count; i++) {
      value = field(path, value, path.fields().get(i), i == count - 1 ? arguments : List.of());
    }
    return value;
  }

  private Object field(Node.Path path, Object value, String name, List<Object> arguments) {
    JsonValue found =
        switch (value) {
          case Fields fields -> fields.field(name, arguments);
          case JsonObject object -> member(object, name);
          case JsonNull ignored -> lenient ? JsonNull.NULL : null;
          default -> null;
        };
    if (!arguments.isEmpty() && (found == null || !(value instanceof Fields))) {
      throw TemplateException.executing(
          path.position(), path.text(), name + " is not a method but has arguments");
    }
    if (found != null) {
      return found == JsonNull.NULL && !lenient ? Absent.empty(name) : found;
    }
    if (value instanceof JsonObject object) {
      if (lenient || !Printing.isStruct(object)) {
        return JsonNull.NULL;
      }
      JsonValue absent = Absent.missing(name);
      if (absent != null) {
        return absent;
      }
      throw TemplateException.executing(
          position(path), path.text(), "map has no entry for key \"" + name + "\"");
    }
    if (lenient && !(value instanceof Fields)) {
      return JsonNull.NULL;
    }
    throw TemplateException.executing(
        position(path),
        path.text(),
        "can't evaluate field "
            + name
            + " in type "
            + (value instanceof Fields fields ? fields.typeName() : "interface {}"));
  }

  /// The member of that name, or of that name in other case: Go's fields are called `ID` where JSON
  /// says `Id`.
  private static @Nullable JsonValue member(JsonObject object, String name) {
    JsonValue exact = object.get(name);
    if (exact == null && Character.isUpperCase(name.charAt(0))) {
      for (Map.Entry<String, JsonValue> member : object.entries()) {
        if (member.getKey().equalsIgnoreCase(name)) {
          return member.getValue();
        }
      }
    }
    return exact;
  }

  private static int position(Node.Path path) {
    return path.fieldPosition();
  }
}
