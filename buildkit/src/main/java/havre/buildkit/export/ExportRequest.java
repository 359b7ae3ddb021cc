package havre.buildkit.export;

import havre.buildkit.wire.ProtoMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where a client wants a result to go.
///
/// @param type `moby`, `image`, `local`, `tar`, `oci`, `docker`
/// @param number its place among the build's exports, by which the client knows it
public record ExportRequest(String type, Map<String, String> attributes, int number) {
  public ExportRequest {
    attributes = Map.copyOf(attributes);
  }

  String attribute(String name) {
    return attributes.getOrDefault(name, "");
  }

  /// The exports of a `moby.buildkit.v1.SolveRequest`.
  public static List<ExportRequest> of(ProtoMessage solve) {
    var exports = new ArrayList<ExportRequest>();
    for (ProtoMessage export : solve.messages(13)) {
      exports.add(new ExportRequest(export.string(1), export.stringMap(2), exports.size()));
    }
    if (exports.isEmpty() && !solve.string(3).isEmpty()) { // as clients before 0.13 say it
      exports.add(new ExportRequest(solve.string(3), solve.stringMap(4), 0));
    }
    return exports;
  }
}
