package havre.buildkit.control;

import havre.buildkit.export.ExportRequest;
import havre.buildkit.wire.ProtoMessage;
import havre.common.HavreException;
import java.util.List;
import java.util.Map;

/// What a client asks to be built.
///
/// @param id that the client gave to the build
/// @param session where the client's files are
/// @param frontend that is run; empty where the client drives the build, or brings a definition
/// @param options of the frontend
/// @param definition a `pb.Definition`
public record SolveRequest(
    String id,
    String session,
    String frontend,
    Map<String, String> options,
    ProtoMessage definition,
    List<ExportRequest> exports) {
  public SolveRequest {
    options = Map.copyOf(options);
    exports = List.copyOf(exports);
  }

  /// Of a `moby.buildkit.v1.SolveRequest`.
  static SolveRequest of(ProtoMessage message) {
    for (String entitlement : message.strings(9)) {
      if (!entitlement.equals("network.host")) {
        throw HavreException.invalid(entitlement + " is not allowed");
      }
    }
    for (ProtoMessage cache : message.message(8).messages(4)) {
      String type = cache.string(1);
      if (!type.equals("inline")) {
        throw HavreException.invalid("cache export of type " + type + " is not supported");
      }
    }
    return new SolveRequest(
        message.string(1),
        message.string(5),
        message.string(6),
        message.stringMap(7),
        message.message(2),
        ExportRequest.of(message));
  }

  /// Whether the client drives the build and returns its result.
  boolean isDriven() {
    return frontend.isEmpty() && !definition.has(1);
  }
}
