package havre.buildkit.control;

import havre.build.Builder;
import havre.build.context.KeptContexts;
import havre.buildkit.gateway.LlbBridge;
import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.BuildJobs;
import havre.buildkit.solve.SolveFailure;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.HavreException;
import havre.transport.grpc.GrpcCall;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import havre.transport.grpc.GrpcHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `moby.buildkit.v1.Control` with the services beside it.
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
  private final Builds builds;
  private final BuildCache cache;

  /// @param builder whose cache is told of
  /// @param contexts that clients sent, which pruning removes
  public Control(
      Worker worker,
      BuildJobs jobs,
      LlbBridge gateway,
      Builds builds,
      Builder builder,
      KeptContexts contexts) {
    this.worker = worker;
    this.jobs = jobs;
    this.gateway = gateway;
    this.builds = builds;
    this.cache = new BuildCache(builder, contexts);
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
      case "DiskUsage" -> call.write(cache.usage(request).toBytes());
      case "Prune" -> cache.prune(request, call);
      case "ListenBuildHistory" -> new BuildHistory(jobs).listen(request, call);
      case "UpdateBuildHistory" -> {
        new BuildHistory(jobs).update(request);
        call.write(new byte[0]);
      }
      case "Status" -> jobs.get(request.string(1)).status().sendTo(call::write);
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
  private ProtoWriter solve(ProtoMessage message) throws IOException, InterruptedException {
    SolveRequest request;
    BuildJob job;
    try {
      request = SolveRequest.of(message);
      job = builds.open(request);
    } catch (HavreException e) {
      throw SolveFailure.of(e);
    }
    return new ProtoWriter().stringMap(1, builds.run(job, request));
  }
}
