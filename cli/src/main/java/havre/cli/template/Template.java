package havre.cli.template;

import java.util.List;

/// A template in Go's language, ready to be executed over data: a [JSON
/// value][havre.client.json.JsonValue] or [Fields].
public final class Template {
  private final List<Node> nodes;

  private Template(List<Node> nodes) {
    this.nodes = nodes;
  }

  /// @throws TemplateException for what isn't a template
  public static Template parse(String source) {
    return new Template(Parser.parse(source));
  }

  /// The text that comes of the data.
  ///
  /// @throws TemplateException when the data hasn't what the template wants
  public String execute(Object data) {
    return new Evaluator(data).execute(nodes);
  }
}
