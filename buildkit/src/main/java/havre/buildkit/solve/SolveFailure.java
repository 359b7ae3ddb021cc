package havre.buildkit.solve;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.step.FailedCommand;
import havre.buildkit.wire.ProtoWriter;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Why a build failed, as BuildKit's clients read it: a status with the place in the Dockerfile, of
/// which they show an excerpt.
public final class SolveFailure {
  private static final String TYPES = "github.com/moby/buildkit/";

  private SolveFailure() {}

  /// A text in which failures have places.
  ///
  /// @param name of the file
  public record Source(String name, String text) {
    private String json(int first, int last) {
      String data = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
      return """
      {"info":{"filename":%s,"data":"%s","language":"Dockerfile"},\
      "ranges":[{"start":{"line":%d},"end":{"line":%d}}]}\
      """
          .formatted(quoted(name), data, first, last);
    }
  }

  /// A failure at a place of a file.
  public static GrpcException at(Source source, int first, int last, Exception cause) {
    return status(
        code(cause), text(cause), List.of(any("errdefs.Source+json", source.json(first, last))));
  }

  /// A failure of a build's step, at its place of the file.
  public static GrpcException of(BuildJob job, Source source, Exception cause) {
    if (cause instanceof GrpcException located) {
      return located;
    }
    var details = new ArrayList<ProtoWriter>();
    Optional<Vertex> failed = job.failed();
    failed.ifPresent(vertex -> {
      var step = vertex.step();
      details.add(any("errdefs.Vertex+json", "{\"digest\":\"" + step.digest() + "\"}"));
      if (step.firstLine() > 0) {
        details.add(any("errdefs.Source+json", source.json(step.firstLine(), step.lastLine())));
      }
    });
    String text = failed.map(Vertex::failure).map(StepFailure::ofBuild).orElse(text(cause));
    return status(code(cause), text, details);
  }

  /// A failure that has no place in a file.
  public static GrpcException of(HavreException cause) {
    return status(code(cause), text(cause), List.of());
  }

  private static String text(Exception cause) {
    return cause instanceof FailedCommand command
        ? command.asStep()
        : String.valueOf(cause.getMessage());
  }

  private static GrpcCode code(Exception cause) {
    ErrorKind kind = cause instanceof HavreException failure ? failure.kind() : ErrorKind.INTERNAL;
    return switch (kind) {
      case NOT_SUPPORTED -> GrpcCode.UNIMPLEMENTED;
      case UNAVAILABLE -> GrpcCode.CANCELLED;
      default -> GrpcCode.UNKNOWN; // clients write the names of other codes before the text
    };
  }

  private static GrpcException status(GrpcCode code, String text, List<ProtoWriter> details) {
    var status = new ProtoWriter().number(1, code.number()).string(2, text);
    details.forEach(detail -> status.message(3, detail));
    return new GrpcException(code, text, status.toBytes());
  }

  /// A `google.protobuf.Any` of a type that BuildKit writes as JSON.
  private static ProtoWriter any(String type, String json) {
    return new ProtoWriter().string(1, TYPES + type).bytes(2, json.getBytes(UTF_8));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
