package havre.linux.cgroup;

/// Allows or denies the use of device files. Rules are applied in order, the last that fits counts;
/// what no rule fits is denied.
///
/// @param kind `a` for all, `b` for block or `c` for character devices
/// @param major -1 is any
/// @param minor -1 is any
/// @param access letters of `rwm`: read, write, make
public record DeviceRule(boolean allow, char kind, int major, int minor, String access) {
  public static final int ANY = -1;

  public DeviceRule {
    if ("abc".indexOf(kind) < 0) {
      throw new IllegalArgumentException("no kind of device: " + kind);
    }
    if (!access.matches("[rwm]{1,3}")) {
      throw new IllegalArgumentException("no access to a device: " + access);
    }
  }

  public static DeviceRule allowAll() {
    return new DeviceRule(true, 'a', ANY, ANY, "rwm");
  }

  /// As version 1's files take it, such as `c 1:3 rwm`.
  String text() {
    return kind + " " + number(major) + ":" + number(minor) + " " + access;
  }

  boolean coversAll() {
    return kind == 'a' && major == ANY && minor == ANY && access.length() == 3;
  }

  private static String number(int number) {
    return number == ANY ? "*" : Integer.toString(number);
  }
}
