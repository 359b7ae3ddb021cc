/// HTTP/1.1 over unix sockets and TCP: a server whose handlers are blocking code on virtual
/// threads, and a router. Netty's types stay inside this package.
@NullMarked
package havre.transport;

import org.jspecify.annotations.NullMarked;
