/// BuildKit's door: gRPC on connections that clients take over by `POST /grpc` and `POST /session`.
@NullMarked
package havre.buildkit;

import org.jspecify.annotations.NullMarked;
