package havre.runtime;

/// A device node to be made in the container.
///
/// @param mode its permissions, such as 0666
public record Device(String path, Kind kind, int major, int minor, int mode, int uid, int gid) {

  /// The two kinds of device.
  public enum Kind {
    CHARACTER,
    BLOCK
  }
}
