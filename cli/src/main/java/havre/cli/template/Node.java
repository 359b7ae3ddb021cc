package havre.cli.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parsed piece of a template.
sealed interface Node {
  record Text(String text) implements Node {}

  /// Prints what the pipeline gives, unless it declares or assigns variables.
  record Action(Pipeline pipeline) implements Node {}

  record If(Pipeline condition, List<Node> then, List<Node> otherwise) implements Node {}

  record With(Pipeline value, List<Node> then, List<Node> otherwise) implements Node {}

  record Range(Pipeline value, List<Node> body, List<Node> otherwise) implements Node {}

  record Break() implements Node {}

  record Continue() implements Node {}

  /// Commands of which each gives its result to the next as its last argument.
  record Pipeline(List<String> variables, boolean declares, List<Command> commands) {}

  /// An operand, or a function or field with its arguments.
  record Command(List<Operand> operands) {}

  /// A value in a command.
  sealed interface Operand {
    int position();

    String text();
  }

  /// `.A.B`, `$x.A` or `(pipeline).A`: where to begin, and the fields from there.
  record Path(
      @Nullable String variable, @Nullable Pipeline start, List<String> fields, int position)
      implements Operand {
    @Override
    public String text() {
      String begin = variable != null ? variable : start != null ? "(...)" : "";
      return fields.isEmpty() && begin.isEmpty()
          ? "."
          : begin + (fields.isEmpty() ? "" : "." + String.join(".", fields));
    }
  }

  record Literal(Object value, String text, int position) implements Operand {}

  record Function(String name, int position) implements Operand {
    @Override
    public String text() {
      return name;
    }
  }
}
