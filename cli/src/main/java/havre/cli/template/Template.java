package havre.cli.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A template in Go's language, ready to be executed over data: a [JSON
/// value][havre.client.json.JsonValue] or [Fields].
public final class Template {
  private final List<Node> nodes;
  private final Map<String, List<Node>> named;

  private Template(List<Node> nodes, Map<String, List<Node>> named) {
    this.nodes = nodes;
    this.named = named;
  }

  /// @throws TemplateException for what isn't a template
  public static Template parse(String source) {
    var named = new HashMap<String, List<Node>>();
    return new Template(Parser.parse(source, named), named);
  }

  /// The text that comes of the data.
  ///
  /// @throws TemplateException when the data hasn't what the template wants
  public String execute(Object data) {
    return new Evaluator(data, named).execute(nodes);
  }
}
