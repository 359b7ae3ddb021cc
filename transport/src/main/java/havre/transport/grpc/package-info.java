/// gRPC on connections that were taken over from HTTP: as the side that answers calls, and as the
/// side that makes them. Messages are bytes; what they mean is the caller's business.
@NullMarked
package havre.transport.grpc;

import org.jspecify.annotations.NullMarked;
