package havre.buildkit.control;

import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.BuildJobs;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.HavreException;
import havre.transport.grpc.GrpcCall;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/// What is told of builds that have ended, as long as the daemon runs: the last of them.
final class BuildHistory {
  private static final int STARTED = 0;
  private static final int COMPLETE = 1;

  private final BuildJobs jobs;

  BuildHistory(BuildJobs jobs) {
    this.jobs = jobs;
  }

  /// Answers `ListenBuildHistory`: what there is and, unless asked to leave early, nothing more
  /// until the client goes.
  void listen(ProtoMessage request, GrpcCall call) throws IOException, InterruptedException {
    boolean active = request.bool(1);
    String id = request.string(2);
    boolean leaveEarly = request.bool(3);
    for (BuildJob job : jobs.all()) {
      boolean wanted = id.isEmpty() || id.equals(job.id());
      if (wanted && !(active && job.end().isPresent())) {
        call.write(event(job).toBytes());
      }
    }
    if (!leaveEarly) {
      new CountDownLatch(1).await();
    }
  }

  /// Answers `UpdateBuildHistory`.
  void update(ProtoMessage request) {
    String id = request.string(1);
    boolean delete = request.bool(3);
    if (!delete) {
      throw HavreException.invalid("records of builds cannot be pinned by this engine");
    }
    if (!jobs.forget(id)) {
      throw HavreException.notFound("no record found for " + id);
    }
  }

  /// A `moby.buildkit.v1.BuildHistoryEvent`.
  private static ProtoWriter event(BuildJob job) {
    BuildJob.Steps steps = job.steps();
    var record =
        new ProtoWriter()
            .string(1, job.id())
            .string(2, job.definition().frontend())
            .stringMap(3, job.definition().options())
            .time(6, job.created())
            .number(15, steps.cached())
            .number(16, steps.total())
            .number(17, steps.completed());
    job.end()
        .ifPresent(end -> {
          record.time(7, end.time()).stringMap(9, end.exported());
          if (!end.error().isEmpty()) {
            record.message(5, new ProtoWriter().number(1, 2).string(2, end.error()));
          }
        });
    return new ProtoWriter()
        .number(1, job.end().isPresent() ? COMPLETE : STARTED)
        .message(2, record);
  }
}
