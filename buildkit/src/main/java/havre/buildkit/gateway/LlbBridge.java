package havre.buildkit.gateway;

import havre.buildkit.dockerfile.DockerfileFrontend;
import havre.buildkit.session.Session;
import havre.buildkit.session.Sessions;
import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.BuildJobs;
import havre.buildkit.solve.BuildResult;
import havre.buildkit.solve.Solution;
import havre.buildkit.solve.SolveFailure;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.grpc.GrpcCall;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `moby.buildkit.v1.frontend.LLBBridge`: what a client that drives its build itself asks for.
/// buildx does so for every build: it solves the Dockerfile, looks at the result and returns it.
public final class LlbBridge {
  /// Names the build that a call belongs to.
  private static final String BUILD = "buildkit-controlapi-buildid";

  private static final List<String> CAPABILITIES =
      List.of(
          "solve.base",
          "solve.inlinereturn",
          "readfile",
          "readdir",
          "statfile",
          "return",
          "returnmap",
          "proto.refarray",
          "reference.output",
          "frontend.inputs",
          "gateway.solve.metadata",
          "gateway.evaluate.solve",
          "gateway.evaluate",
          "gateway.warnings");

  private final BuildJobs jobs;
  private final Sessions sessions;
  private final DockerfileFrontend dockerfiles;
  private final ReferenceFiles files;

  public LlbBridge(
      BuildJobs jobs, Sessions sessions, DockerfileFrontend dockerfiles, ReferenceFiles files) {
    this.jobs = jobs;
    this.sessions = sessions;
    this.dockerfiles = dockerfiles;
    this.files = files;
  }

  /// Answers one call.
  ///
  /// @param worker this engine as `moby.buildkit.v1.types.WorkerRecord`
  public void handle(GrpcCall call, String method, ProtoWriter worker)
      throws IOException, InterruptedException {
    String id = call.header(BUILD);
    if (id == null || id.isEmpty()) {
      throw new GrpcException(GrpcCode.UNKNOWN, "no buildid found in context");
    }
    BuildJob job = jobs.get(id);
    if (job.end().isPresent()) {
      throw SolveFailure.of(HavreException.notFound("no such job " + id));
    }
    byte[] message = call.request();
    ProtoMessage request = ProtoMessage.parse(message);
    if (method.equals("Warn")) {
      job.warn(message);
    }
    try {
      call.write(answer(method, request, job, worker).toBytes());
    } catch (HavreException e) {
      throw SolveFailure.of(e);
    }
  }

  private ProtoWriter answer(String method, ProtoMessage request, BuildJob job, ProtoWriter worker)
      throws IOException, InterruptedException {
    return switch (method) {
      case "Ping" -> pong(worker);
      case "Inputs", "Warn" -> new ProtoWriter();
      case "Solve" -> solve(request, job);
      case "Evaluate" -> {
        reference(request, job).image();
        yield new ProtoWriter();
      }
      case "ReadFile" -> files.read(reference(request, job), request);
      case "ReadDir" -> files.list(reference(request, job), request);
      case "StatFile" -> files.stat(reference(request, job), request);
      case "Return" -> takeResult(request, job);
      default ->
          throw new GrpcException(
              GrpcCode.UNIMPLEMENTED,
              "unknown method " + method + " for service moby.buildkit.v1.frontend.LLBBridge");
    };
  }

  private static ProtoWriter pong(ProtoWriter worker) {
    var pong = new ProtoWriter();
    for (String capability : CAPABILITIES) {
      pong.message(1, new ProtoWriter().string(1, capability).bool(2, true));
    }
    pong.message(2, new ProtoWriter().string(1, "file.base").bool(2, true));
    return pong.message(3, worker);
  }

  /// Runs the frontend that a build names, or the definition it brings.
  public Solution solve(
      String frontend, Map<String, String> options, ProtoMessage definition, BuildJob job)
      throws IOException, InterruptedException {
    if (frontend.isEmpty()) {
      if (!definition.has(1)) {
        return Solution.EMPTY;
      }
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, "definitions of low-level builds are not supported");
    }
    boolean ours =
        frontend.equals("dockerfile.v0")
            || frontend.equals("gateway.v0")
                && options.getOrDefault("source", "").startsWith("docker/dockerfile");
    if (!ours) {
      throw HavreException.notFound("unknown frontend: " + frontend);
    }
    Session session = sessions.get(job.session());
    return dockerfiles.solve(options, session, job);
  }

  /// `SolveRequest` to `SolveResponse`.
  private ProtoWriter solve(ProtoMessage request, BuildJob job)
      throws IOException, InterruptedException {
    Solution solution = solve(request.string(2), request.stringMap(3), request.message(1), job);
    BuildResult result = solution.result();
    boolean evaluate = request.bool(14);
    if (result != null && evaluate) {
      result.image();
    }
    var message = new ProtoWriter();
    if (result != null) {
      String name = job.keep(result);
      message.message(3, new ProtoWriter().string(1, name));
    }
    solution
        .metadata()
        .forEach(
            (key, value) -> message.message(10, new ProtoWriter().string(1, key).bytes(2, value)));
    return new ProtoWriter().message(3, message);
  }

  private static BuildResult reference(ProtoMessage request, BuildJob job) {
    String name = request.string(1);
    return job.result(name).orElseThrow(() -> HavreException.notFound("no such ref: " + name));
  }

  /// `ReturnRequest`: the build's result, or why there is none.
  private static ProtoWriter takeResult(ProtoMessage request, BuildJob job) {
    if (request.has(2)) {
      ProtoMessage error = request.message(2);
      GrpcCode code = GrpcCode.of((int) error.number(1));
      job.returned()
          .completeExceptionally(new GrpcException(code, error.string(2), request.bytes(2)));
      return new ProtoWriter();
    }
    ProtoMessage result = request.message(1);
    Optional<String> name = returnedName(result);
    job.returned()
        .complete(
            new Solution(
                name.map(reference ->
                        job.result(reference)
                            .orElseThrow(
                                () -> HavreException.notFound("no such ref: " + reference)))
                    .orElse(null),
                result.bytesMap(10)));
    return new ProtoWriter();
  }

  /// One reference, as older clients and newer ones write it.
  private static Optional<String> returnedName(ProtoMessage result) {
    String plain = result.string(1);
    String name = plain.isEmpty() ? result.message(3).string(1) : plain;
    if (!name.isEmpty()) {
      return Optional.of(name);
    }
    List<String> several =
        result.message(4).messages(1).stream()
            .map(entry -> entry.message(2).string(1))
            .filter(entry -> !entry.isEmpty())
            .toList();
    if (several.size() > 1) {
      throw HavreException.invalid("Multi-platform build is not supported for this engine");
    }
    return several.stream().findFirst();
  }
}
