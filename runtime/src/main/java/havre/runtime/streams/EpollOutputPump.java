package havre.runtime.streams;

import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.LogSink;
import havre.runtime.log.NoLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The pump, on two platform threads; the streams of one process stay on one of them.
public final class EpollOutputPump implements OutputPump {
  private final List<PumpLoop> loops;
  private final AtomicInteger turn = new AtomicInteger();
  private final Workspace.Pool pool = new Workspace.Pool();
  private final Set<PumpedStreams> all = ConcurrentHashMap.newKeySet();

  private EpollOutputPump(List<PumpLoop> loops) {
    this.loops = loops;
  }

  public static EpollOutputPump start() {
    return new EpollOutputPump(
        List.of(PumpLoop.start("output-pump-1"), PumpLoop.start("output-pump-2")));
  }

  @Override
  public ContainerStreams open(IoDescriptors io, LogSink log, Path journal, StdinPolicy stdin) {
    return create(io, log, journal, stdin, false);
  }

  @Override
  public ContainerStreams recover(IoDescriptors io, LogSink log, Path journal, StdinPolicy stdin) {
    return create(io, log, journal, stdin, true);
  }

  @Override
  public void close() {
    all.forEach(ContainerStreams::release);
    loops.forEach(PumpLoop::close);
  }

  private PumpedStreams create(
      IoDescriptors io, LogSink sink, Path journal, StdinPolicy stdin, boolean recover) {
    @Nullable LoggedOutput logged;
    try {
      logged =
          switch (sink) {
            case NoLog _ -> null;
            case JsonFileLog log when recover -> LoggedOutput.resume(log, journal, pool);
            case JsonFileLog log -> LoggedOutput.begin(log, journal, pool);
          };
    } catch (HavreException | LinuxException e) {
      io.close();
      throw e;
    }
    PumpLoop loop = loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    var streams = new PumpedStreams(io, logged, journal, stdin, loop, pool, all::remove);
    all.add(streams);
    return streams;
  }
}
