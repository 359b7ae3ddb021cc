/// A small DNS server: names of its own, and everything else from other servers.
@NullMarked
package havre.network.dns;

import org.jspecify.annotations.NullMarked;
