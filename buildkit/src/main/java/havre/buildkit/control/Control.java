package havre.buildkit.control;

import havre.buildkit.export.ExportRequest;
import havre.buildkit.export.Exports;
import havre.buildkit.gateway.LlbBridge;
import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.BuildJobs;
import havre.buildkit.solve.BuildResult;
import havre.buildkit.solve.Solution;
import havre.buildkit.solve.SolveFailure;
import havre.buildkit.solve.Solver;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.HavreException;
import havre.images.Image;
import havre.transport.grpc.GrpcCall;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import havre.transport.grpc.GrpcHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/// `moby.buildkit.v1.Control` with the services beside it. Steps are kept as images, which the
/// engine's own API tells of, so no build cache is reported here, and no history of builds.
public final class Control implements GrpcHandler {
  /// BuildKit's version whose protocol this is.
  public static final String VERSION = "v0.21.0";

  private static final String SERVICE = "moby.buildkit.v1.Control/";
  private static final String GATEWAY = "moby.buildkit.v1.frontend.LLBBridge/";
  private static final String PACKAGE = "github.com/moby/buildkit";
  private static final int SERVING = 1;

  /// What the one worker is.
  ///
  /// @param version of BuildKit's protocol that is spoken
  /// @param platforms that steps can run on, the host's own first
  public record Worker(
      String id, String version, Map<String, String> labels, List<BuildPlatform> platforms) {
    /// As `moby.buildkit.v1.types.WorkerRecord`.
    ProtoWriter message() {
      var record = new ProtoWriter().string(1, id).stringMap(2, labels);
      for (BuildPlatform platform : platforms) {
        record.message(
            3,
            new ProtoWriter()
                .string(1, platform.architecture())
                .string(2, platform.os())
                .string(3, platform.variant()));
      }
      return record.message(5, buildkitVersion());
    }

    private ProtoWriter buildkitVersion() {
      return new ProtoWriter().string(1, PACKAGE).string(2, version);
    }
  }

  private final Worker worker;
  private final BuildJobs jobs;
  private final LlbBridge gateway;
  private final Exports exports;

  public Control(Worker worker, BuildJobs jobs, LlbBridge gateway, Exports exports) {
    this.worker = worker;
    this.jobs = jobs;
    this.gateway = gateway;
    this.exports = exports;
  }

  @Override
  public void handle(GrpcCall call) throws IOException, InterruptedException {
    String method = call.method();
    if (method.equals("grpc.health.v1.Health/Check")) {
      call.request();
      call.write(new ProtoWriter().number(1, SERVING).toBytes());
      return;
    }
    if (method.startsWith(GATEWAY)) {
      gateway.handle(call, method.substring(GATEWAY.length()), worker.message());
      return;
    }
    int slash = method.indexOf('/');
    if (!method.startsWith(SERVICE)) {
      throw new GrpcException(
          GrpcCode.UNIMPLEMENTED,
          "unknown service " + (slash < 0 ? method : method.substring(0, slash)));
    }
    ProtoMessage request = ProtoMessage.parse(call.request());
    switch (method.substring(SERVICE.length())) {
      case "Info" -> call.write(new ProtoWriter().message(1, worker.buildkitVersion()).toBytes());
      case "ListWorkers" -> call.write(new ProtoWriter().message(1, worker.message()).toBytes());
      case "DiskUsage" -> call.write(new byte[0]);
      case "Prune" -> {} // a stream of what was removed
      case "ListenBuildHistory" -> listenHistory(request);
      case "UpdateBuildHistory" ->
          throw HavreException.notFound("no record found for " + request.string(1));
      case "Status" -> jobs.get(request.string(1)).status().sendTo(call);
      case "Solve" -> call.write(solve(request).toBytes());
      default ->
          throw new GrpcException(
              GrpcCode.UNIMPLEMENTED,
              "unknown method "
                  + method.substring(slash + 1)
                  + " for service moby.buildkit.v1.Control");
    }
  }

  /// `SolveRequest` to `SolveResponse`.
  private ProtoWriter solve(ProtoMessage request) throws IOException, InterruptedException {
    List<ExportRequest> wanted = ExportRequest.of(request);
    wanted.forEach(Exports::check);
    checkSupported(request);
    BuildJob job = jobs.open(request.string(1), request.string(5));
    try {
      Map<String, String> answer =
          Solver.run(job, () -> export(wanted, solution(request, job), job));
      return new ProtoWriter().stringMap(1, answer);
    } catch (HavreException e) {
      throw SolveFailure.of(e);
    } finally {
      jobs.end(job);
    }
  }

  private static void checkSupported(ProtoMessage request) {
    for (String entitlement : request.strings(9)) {
      if (!entitlement.equals("network.host")) {
        throw HavreException.invalid(entitlement + " is not allowed");
      }
    }
    for (ProtoMessage cache : request.message(8).messages(4)) {
      String type = cache.string(1);
      if (!type.equals("inline")) {
        throw HavreException.invalid("cache export of type " + type + " is not supported");
      }
    }
  }

  /// From the frontend that the client names, or from the client when it drives the build itself.
  private Solution solution(ProtoMessage request, BuildJob job)
      throws IOException, InterruptedException {
    String frontend = request.string(6);
    boolean driven = frontend.isEmpty() && !request.message(2).has(1);
    return driven
        ? Solver.awaitReturn(job)
        : gateway.solve(frontend, request.stringMap(7), request.message(2), job);
  }

  private Map<String, String> export(List<ExportRequest> wanted, Solution solution, BuildJob job)
      throws IOException, InterruptedException {
    BuildResult result = solution.result();
    if (result == null) {
      return Map.of();
    }
    Image image = result.image();
    var answer = new TreeMap<String, String>();
    for (ExportRequest export : wanted) {
      answer.putAll(exports.export(export, image, job));
    }
    return answer;
  }

  /// Reports what was built and, unless asked to leave early, waits for more until the client goes.
  private static void listenHistory(ProtoMessage request) throws InterruptedException {
    boolean earlyExit = request.bool(3);
    if (!earlyExit) {
      new CountDownLatch(1).await();
    }
  }
}
