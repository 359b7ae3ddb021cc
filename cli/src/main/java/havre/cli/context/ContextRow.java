package havre.cli.context;

import havre.cli.command.CliException;
import havre.cli.format.Row;
import havre.client.json.JsonBoolean;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.util.List;
import java.util.Locale;

/// A context in a listing.
final class ContextRow extends Row {
  private static final List<String> NAMES =
      List.of("Current", "Description", "DockerEndpoint", "Error", "Name");

  private final StoredContext context;
  private final boolean current;
  private final String error;

  ContextRow(StoredContext context, boolean current, String error) {
    this.context = context;
    this.current = current;
    this.error = error;
  }

  /// The context in use when it can't be read.
  static ContextRow broken(ContextStore store, String name) {
    String error = "";
    try {
      store.find(name);
    } catch (CliException e) {
      error = CliException.text(e);
    }
    return new ContextRow(StoredContext.of(name, "", new JsonObject()), true, error);
  }

  String name() {
    return context.name();
  }

  @Override
  protected List<String> names() {
    return NAMES;
  }

  @Override
  public String typeName() {
    return "*formatter.clientContextContext";
  }

  @Override
  protected JsonValue typed(String name) {
    return switch (name) {
      case "Current" -> JsonBoolean.of(current);
      case "Name" -> new JsonString(context.name());
      default -> super.typed(name);
    };
  }

  @Override
  protected String value(String name) {
    return switch (name) {
      case "Name" -> context.name() + (current ? " *" : "");
      case "Description" -> ellipsis(context.description(), 60);
      case "DockerEndpoint" -> context.host();
      case "Error" -> ellipsis(error, 45);
      case "Current" -> Boolean.toString(current);
      default -> "";
    };
  }

  @Override
  protected String header(String name) {
    return name.equals("DockerEndpoint") ? "DOCKER ENDPOINT" : name.toUpperCase(Locale.ROOT);
  }
}
