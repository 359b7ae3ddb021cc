package havre.buildkit.control;

import havre.build.Builder;
import havre.build.context.KeptContexts;
import havre.build.step.CacheMounts;
import havre.build.step.CacheMounts.Kept;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.HavreException;
import havre.transport.grpc.GrpcCall;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// What builds keep for later ones beside images: the folders of cache mounts, and for a time what
/// clients sent. The results of steps are images, and are told of and pruned as such.
final class BuildCache {
  private static final String KIND = "exec.cachemount";

  private final Builder builder;
  private final KeptContexts contexts;

  BuildCache(Builder builder, KeptContexts contexts) {
    this.builder = builder;
    this.contexts = contexts;
  }

  /// A `moby.buildkit.v1.DiskUsageResponse`.
  ProtoWriter usage(ProtoMessage request) {
    refuseFilters(request);
    var answer = new ProtoWriter();
    builder.cacheMounts().forEach(kept -> answer.message(1, record(kept)));
    return answer;
  }

  /// Answers `Prune` with what was removed.
  void prune(ProtoMessage request, GrpcCall call) throws IOException {
    refuseFilters(request);
    contexts.clear();
    List<Kept> before = builder.cacheMounts();
    var policy =
        new CacheMounts.Policy(
            request.number(4),
            request.number(5),
            request.number(6),
            Duration.ofNanos(request.number(3)));
    var removed = new HashSet<>(builder.prune(policy).folders());
    for (Kept kept : before) {
      if (removed.contains(kept.folder())) {
        call.write(record(kept).toBytes());
      }
    }
  }

  private static void refuseFilters(ProtoMessage request) {
    List<String> filters = request.strings(1).stream().filter(filter -> !filter.isEmpty()).toList();
    if (!filters.isEmpty()) {
      throw HavreException.invalid("filters of the build cache are not supported: " + filters);
    }
  }

  /// A `moby.buildkit.v1.UsageRecord`.
  private static ProtoWriter record(Kept kept) {
    return new ProtoWriter()
        .string(1, kept.id())
        .bool(2, true)
        .number(4, kept.bytes())
        .time(6, kept.used())
        .time(7, kept.used())
        .string(9, "cached mount of a build's step")
        .string(10, KIND);
  }
}
