package havre.linux.netlink;

/// The flags in the header of a netlink message (include/uapi/linux/netlink.h).
public final class NetlinkFlags {
  public static final int REQUEST = 0x1;

  /// Another message of the same answer follows.
  public static final int MULTI = 0x2;

  /// Answer with an acknowledgement, also after success.
  public static final int ACK = 0x4;

  /// All objects rather than one (in requests that read).
  public static final int DUMP = 0x300;

  /// Replace what exists (in requests that create).
  public static final int REPLACE = 0x100;

  /// Fail when it exists (in requests that create).
  public static final int EXCL = 0x200;

  /// Create what doesn't exist.
  public static final int CREATE = 0x400;

  /// Add to the end of a list.
  public static final int APPEND = 0x800;

  /// An error's answer repeats only the request's header.
  static final int CAPPED = 0x100;

  /// An error's answer holds attributes with the reason.
  static final int ACK_TLVS = 0x200;

  private NetlinkFlags() {}
}
