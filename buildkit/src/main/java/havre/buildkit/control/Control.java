package havre.buildkit.control;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.grpc.GrpcCall;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import havre.transport.grpc.GrpcHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// `moby.buildkit.v1.Control` and the health service beside it. This engine keeps no build cache of
/// BuildKit's kind and no history of builds: both are reported as empty.
public final class Control implements GrpcHandler {
  /// BuildKit's version whose protocol this is.
  public static final String VERSION = "v0.21.0";

  private static final String SERVICE = "moby.buildkit.v1.Control/";
  private static final String PACKAGE = "github.com/moby/buildkit";
  private static final int SERVING = 1;

  /// What the one worker is.
  ///
  /// @param version of BuildKit's protocol that is spoken
  /// @param platforms that steps can run on, the host's own first
  public record Worker(
      String id, String version, Map<String, String> labels, List<BuildPlatform> platforms) {}

  private final Worker worker;

  public Control(Worker worker) {
    this.worker = worker;
  }

  @Override
  public void handle(GrpcCall call) throws IOException, InterruptedException {
    String method = call.method();
    if (method.equals("grpc.health.v1.Health/Check")) {
      call.request();
      call.write(new ProtoWriter().number(1, SERVING).toBytes());
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
      case "Info" -> call.write(new ProtoWriter().message(1, version()).toBytes());
      case "ListWorkers" -> call.write(workers());
      case "DiskUsage" -> call.write(new byte[0]);
      case "Prune" -> {} // a stream of what was removed
      case "ListenBuildHistory" -> listenHistory(request);
      case "UpdateBuildHistory" ->
          throw HavreException.notFound("no record found for " + request.string(1));
      case "Solve" ->
          throw new HavreException(
              ErrorKind.NOT_SUPPORTED, "building over gRPC is not implemented by this engine");
      default ->
          throw new GrpcException(
              GrpcCode.UNIMPLEMENTED,
              "unknown method "
                  + method.substring(slash + 1)
                  + " for service moby.buildkit.v1.Control");
    }
  }

  /// Reports what was built and, unless asked to leave early, waits for more until the client goes.
  private static void listenHistory(ProtoMessage request) throws InterruptedException {
    boolean earlyExit = request.bool(3);
    if (!earlyExit) {
      new CountDownLatch(1).await();
    }
  }

  private ProtoWriter version() {
    return new ProtoWriter().string(1, PACKAGE).string(2, worker.version());
  }

  private byte[] workers() {
    var record = new ProtoWriter().string(1, worker.id()).stringMap(2, worker.labels());
    for (BuildPlatform platform : worker.platforms()) {
      record.message(
          3,
          new ProtoWriter()
              .string(1, platform.architecture())
              .string(2, platform.os())
              .string(3, platform.variant()));
    }
    record.message(5, version());
    return new ProtoWriter().message(1, record).toBytes();
  }
}
