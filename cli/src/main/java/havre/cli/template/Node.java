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

  /// Executes another template with the pipeline's value, or with nothing.
  record Call(String name, @Nullable Pipeline value, int position) implements Node {}

  record Break() implements Node {}

  record Continue() implements Node {}

  /// Commands of which each gives its result to the next as its last argument.
  record Pipeline(List<String> variables, boolean declares, List<Command> commands) {
    String text() {
      var text = new StringBuilder();
      for (Command command : commands) {
        text.append(text.isEmpty() ? "" : " | ").append(command.text());
      }
      return text.toString();
    }
  }

  /// An operand, or a function or field with its arguments.
  record Command(List<Operand> operands) {
    /// As it was written, with single spaces.
    String text() {
      var text = new StringBuilder();
      for (Operand operand : operands) {
        text.append(text.isEmpty() ? "" : " ").append(operand.text());
      }
      return text.toString();
    }
  }

  /// A value in a command.
  sealed interface Operand {
    int position();

    String text();
  }

  /// `.A.B`, `$x.A` or `(pipeline).A`: where to begin, and the fields from there.
  record Path(
      @Nullable String variable, @Nullable Pipeline start, List<String> fields, int position)
      implements Operand {
    /// Where Go says that a field is wrong: at the second, if there are several.
    int fieldPosition() {
      boolean several = fields.size() > 1 && variable == null && start == null;
      return several ? position + fields.getFirst().length() + 1 : position;
    }

    @Override
    public String text() {
      String begin = variable != null ? variable : start != null ? "(" + start.text() + ")" : "";
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
