package havre.engine.container;

/// One difference between a container's files and its image's.
public record FileChange(String path, Kind kind) {
  /// How it differs; the ordinal is the API's number.
  public enum Kind {
    MODIFIED,
    ADDED,
    DELETED
  }
}
