package havre.buildkit.control;

import havre.buildkit.cache.CacheEntry;
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
/// @param caches where what is done is kept for later builds
/// @param inputs definitions that the frontend knows by name
public record SolveRequest(
    String id,
    String session,
    String frontend,
    Map<String, String> options,
    ProtoMessage definition,
    Map<String, ProtoMessage> inputs,
    List<ExportRequest> exports,
    List<CacheEntry> caches) {
  public SolveRequest {
    caches = List.copyOf(caches);
    inputs = Map.copyOf(inputs);
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
    List<CacheEntry> caches = CacheEntry.of(message.message(8).messages(4));
    caches.forEach(CacheEntry::checkExport);
    return new SolveRequest(
        message.string(1),
        message.string(5),
        message.string(6),
        CacheEntry.added(message.stringMap(7), message.message(8).messages(5)),
        message.message(2),
        message.messageMap(10),
        ExportRequest.of(message),
        caches);
  }

  /// Whether the client drives the build and returns its result.
  boolean isDriven() {
    return frontend.isEmpty() && !definition.has(1);
  }
}
