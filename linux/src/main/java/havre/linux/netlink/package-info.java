/// Netlink: the messages, a socket that speaks them, and the kernel's links, addresses, routes and
/// tracked connections as typed operations.
@NullMarked
package havre.linux.netlink;

import org.jspecify.annotations.NullMarked;
