package havre.buildkit.gateway;

import havre.buildkit.solve.BuildJobs;
import havre.buildkit.solve.BuildResult;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import java.util.List;

/// `pb.Definition`s: those that stand for results of this engine's own builds, by which clients
/// pass a result from one build to another.
final class Definitions {
  private static final String RESULT = "havre-result://";

  private final BuildJobs jobs;

  Definitions(BuildJobs jobs) {
    this.jobs = jobs;
  }

  /// One that stands for a result.
  static ProtoWriter of(String result) {
    byte[] source =
        new ProtoWriter().message(3, new ProtoWriter().string(1, RESULT + result)).toBytes();
    byte[] last =
        new ProtoWriter()
            .message(1, new ProtoWriter().string(1, Digest.sha256(source).toString()))
            .toBytes();
    var definition = new ProtoWriter();
    for (byte[] operation : List.of(source, last)) {
      definition.bytes(1, operation);
      definition.message(
          2,
          new ProtoWriter()
              .string(1, Digest.sha256(operation).toString())
              .message(2, new ProtoWriter()));
    }
    return definition;
  }

  /// What a definition stands for.
  ///
  /// @throws HavreException NOT_SUPPORTED for any that did not come from here
  BuildResult result(ProtoMessage definition) {
    List<ProtoMessage> operations = definition.messages(1);
    String identifier = operations.size() == 2 ? operations.getFirst().message(3).string(1) : "";
    if (!identifier.startsWith(RESULT)) {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, "definitions of low-level builds are not supported");
    }
    String name = identifier.substring(RESULT.length());
    return jobs.result(name).orElseThrow(() -> HavreException.notFound("no such result: " + name));
  }
}
