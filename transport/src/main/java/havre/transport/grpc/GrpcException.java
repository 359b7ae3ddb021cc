package havre.transport.grpc;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A call that did not end well. Thrown by a handler it becomes the call's status.
public final class GrpcException extends IOException {
  private static final long serialVersionUID = 1L;

  private final GrpcCode code;
  private final byte @Nullable [] details;

  public GrpcException(GrpcCode code, String message) {
    this(code, message, null);
  }

  /// @param details an encoded `google.rpc.Status`, which carries typed errors
  public GrpcException(GrpcCode code, String message, byte @Nullable [] details) {
    super(message);
    this.code = code;
    this.details = details == null ? null : details.clone();
  }

  public GrpcCode code() {
    return code;
  }

  byte @Nullable [] details() {
    return details == null ? null : details.clone();
  }
}
