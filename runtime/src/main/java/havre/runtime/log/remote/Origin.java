package havre.runtime.log.remote;

import java.util.Map;

/// Of which container a log is.
///
/// @param name without the leading slash
/// @param created as RFC 3339 has it
/// @param attributes what labels, environment and tag select
public record Origin(
    String id,
    String name,
    String imageId,
    String imageName,
    String command,
    String created,
    String tag,
    Map<String, String> attributes) {
  public Origin {
    attributes = Map.copyOf(attributes);
  }
}
