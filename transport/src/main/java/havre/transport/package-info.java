/// HTTP over unix sockets and TCP.
@NullMarked
package havre.transport;

import org.jspecify.annotations.NullMarked;
