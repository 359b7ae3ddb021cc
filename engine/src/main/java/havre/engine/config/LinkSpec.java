package havre.engine.config;

import havre.common.HavreException;

/// A link as a client writes it: `container[:alias]`.
public record LinkSpec(String container, String alias) {

  /// @throws HavreException INVALID with Docker's text
  public static LinkSpec parse(String text) {
    if (text.isEmpty()) {
      throw HavreException.invalid("empty string specified for links");
    }
    String[] parts = text.split(":", -1);
    if (parts.length > 2) {
      throw HavreException.invalid("bad format for links: " + text);
    }
    String container = withoutSlash(parts[0]);
    if (parts.length == 1) {
      return new LinkSpec(container, container);
    }
    // An older engine's form is /container:/owner/alias.
    String alias = parts[1].substring(parts[1].lastIndexOf('/') + 1);
    return new LinkSpec(container, alias);
  }

  private static String withoutSlash(String name) {
    return name.startsWith("/") ? name.substring(1) : name;
  }
}
