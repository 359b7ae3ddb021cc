/// Blocking HTTP/1.1 over unix sockets, TCP and TLS, as far as the Engine API needs it.
@NullMarked
package havre.client.http;

import org.jspecify.annotations.NullMarked;
