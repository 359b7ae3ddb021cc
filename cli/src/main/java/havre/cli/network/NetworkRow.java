package havre.cli.network;

import havre.cli.format.Ages;
import havre.cli.format.Row;
import havre.client.json.JsonObject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A network of a list.
final class NetworkRow extends Row {
  private static final List<String> NAMES =
      List.of("CreatedAt", "Driver", "ID", "IPv4", "IPv6", "Internal", "Labels", "Name", "Scope");

  private final JsonObject network;
  private final boolean truncate;

  NetworkRow(JsonObject network, boolean truncate) {
    this.network = network;
    this.truncate = truncate;
  }

  @Override
  protected List<String> names() {
    return NAMES;
  }

  @Override
  public String typeName() {
    return "*network.networkContext";
  }

  @Override
  protected @Nullable JsonObject labels() {
    return network.object("Labels");
  }

  @Override
  protected String value(String name) {
    return switch (name) {
      case "ID" -> truncate ? shortId(network.string("Id")) : network.string("Id");
      case "IPv4" -> Boolean.toString(network.bool("EnableIPv4"));
      case "IPv6" -> Boolean.toString(network.bool("EnableIPv6"));
      case "Internal" -> Boolean.toString(network.bool("Internal"));
      case "Labels" -> labels(network.object("Labels"));
      case "CreatedAt" ->
          Ages.goTime(OffsetDateTime.parse(network.string("Created")).toInstant(), ZoneOffset.UTC);
      default -> network.string(name);
    };
  }

  @Override
  protected String header(String name) {
    return switch (name) {
      case "ID" -> "NETWORK ID";
      case "CreatedAt" -> "CREATED AT";
      default -> name.toUpperCase(Locale.ROOT);
    };
  }
}
