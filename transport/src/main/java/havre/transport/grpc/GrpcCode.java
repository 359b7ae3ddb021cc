package havre.transport.grpc;

/// How a call ended, with the numbers of the protocol.
public enum GrpcCode {
  OK,
  CANCELLED,
  UNKNOWN,
  INVALID_ARGUMENT,
  DEADLINE_EXCEEDED,
  NOT_FOUND,
  ALREADY_EXISTS,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION,
  ABORTED,
  OUT_OF_RANGE,
  UNIMPLEMENTED,
  INTERNAL,
  UNAVAILABLE,
  DATA_LOSS,
  UNAUTHENTICATED;

  /// The number on the wire.
  @SuppressWarnings("EnumOrdinal") // declared in the protocol's order, which never changes
  public int number() {
    return ordinal();
  }

  /// The code of that number; `UNKNOWN` for one the protocol does not have.
  public static GrpcCode of(int number) {
    GrpcCode[] all = values();
    return number >= 0 && number < all.length ? all[number] : UNKNOWN;
  }
}
