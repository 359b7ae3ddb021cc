/// Descriptors at work: bytes, pipes, sockets, readiness, terminals.
@NullMarked
package havre.linux.io;

import org.jspecify.annotations.NullMarked;
