package havre.linux.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// A route of the host.
///
/// @param gateway the next hop, null when the destination is on the link
/// @param link index of the link it goes out by, 0 when it has none or several
/// @param table the routing table; 254 is the main one
/// @param type 1 for an ordinary (unicast) route
public record Route(
    InetAddress destination,
    int prefixLength,
    @Nullable InetAddress gateway,
    int link,
    int table,
    int type) {
  private static final int TABLE_MAIN = 254;
  private static final int TYPE_UNICAST = 1;

  /// Whether it is an ordinary route of the main table, other than the default route.
  public boolean isOrdinary() {
    return table == TABLE_MAIN && type == TYPE_UNICAST && prefixLength > 0;
  }

  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not 4 or 16 bytes: " + bytes.length, e);
    }
  }
}
