package havre.buildkit.gateway;

import havre.buildkit.cache.CacheEntry;
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
import havre.common.HavreException;
import havre.transport.grpc.GrpcCall;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

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
          "importcaches",
          "frontend.inputs",
          "gateway.solve.metadata",
          "gateway.evaluate.solve",
          "gateway.evaluate",
          "gateway.warnings");

  private static final List<String> BUILD_CAPABILITIES =
      List.of("file.base", "exporter.image.annotations", "exporter.multiple");

  private final BuildJobs jobs;
  private final Definitions definitions;
  private final Sessions sessions;
  private final DockerfileFrontend dockerfiles;
  private final ReferenceFiles files;

  public LlbBridge(
      BuildJobs jobs, Sessions sessions, DockerfileFrontend dockerfiles, ReferenceFiles files) {
    this.jobs = jobs;
    this.definitions = new Definitions(jobs);
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
    for (String capability : BUILD_CAPABILITIES) {
      pong.message(2, new ProtoWriter().string(1, capability).bool(2, true));
    }
    return pong.message(3, worker);
  }

  /// Runs the frontend that a build names, or the definition it brings.
  public Solution solve(
      String frontend,
      Map<String, String> options,
      ProtoMessage definition,
      Map<String, ProtoMessage> inputs,
      BuildJob job)
      throws IOException, InterruptedException {
    if (frontend.isEmpty()) {
      return definition.has(1)
          ? Solution.of(definitions.result(definition), Map.of())
          : Solution.EMPTY;
    }
    boolean ours =
        frontend.equals("dockerfile.v0")
            || frontend.equals("gateway.v0")
                && options.getOrDefault("source", "").startsWith("docker/dockerfile");
    if (!ours) {
      throw HavreException.notFound("unknown frontend: " + frontend);
    }
    Session session = sessions.get(job.session());
    var results = new HashMap<String, BuildResult>();
    inputs.forEach((name, input) -> results.put(name, definitions.result(input)));
    return dockerfiles.solve(options, results, session, job);
  }

  /// `SolveRequest` to `SolveResponse`.
  private ProtoWriter solve(ProtoMessage request, BuildJob job)
      throws IOException, InterruptedException {
    Solution solution =
        solve(
            request.string(2),
            CacheEntry.added(request.stringMap(3), request.messages(12)),
            request.message(1),
            request.messageMap(13),
            job);
    if (request.bool(14)) {
      for (BuildResult result : solution.results().values()) {
        result.image();
      }
    }
    var message = new ProtoWriter();
    if (solution.isSeveral()) {
      var references = new ProtoWriter();
      solution
          .results()
          .forEach((name, result) ->
              references.message(
                  1, new ProtoWriter().string(1, name).message(2, kept(result, job))));
      message.message(4, references);
    }
    solution.single().ifPresent(result -> message.message(3, kept(result, job)));
    solution
        .metadata()
        .forEach(
            (key, value) -> message.message(10, new ProtoWriter().string(1, key).bytes(2, value)));
    return new ProtoWriter().message(3, message);
  }

  /// A `Ref`, whose definition stands for it in other builds.
  private static ProtoWriter kept(BuildResult result, BuildJob job) {
    String name = job.keep(result);
    return new ProtoWriter().string(1, name).message(2, Definitions.of(name));
  }

  private static BuildResult reference(ProtoMessage request, BuildJob job) {
    return named(request.string(1), job);
  }

  private static BuildResult named(String name, BuildJob job) {
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
    var results = new LinkedHashMap<String, BuildResult>();
    returned(result).forEach((platform, name) -> results.put(platform, named(name, job)));
    job.returned().complete(new Solution(results, result.bytesMap(10)).ordered());
    return new ProtoWriter();
  }

  /// References by the names of their platforms, as older clients and newer ones write them.
  private static SequencedMap<String, String> returned(ProtoMessage result) {
    var names = new LinkedHashMap<String, String>();
    String plain = result.string(1);
    String name = plain.isEmpty() ? result.message(3).string(1) : plain;
    if (!name.isEmpty()) {
      names.put("", name);
    }
    for (ProtoMessage entry : result.message(4).messages(1)) {
      if (!entry.message(2).string(1).isEmpty()) {
        names.put(entry.string(1), entry.message(2).string(1));
      }
    }
    return names;
  }
}
