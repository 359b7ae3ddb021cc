package havre.linux.netlink;

import java.net.InetAddress;

/// An address of a link.
///
/// @param link the link's index
public record InterfaceAddress(int link, InetAddress address, int prefixLength) {}
