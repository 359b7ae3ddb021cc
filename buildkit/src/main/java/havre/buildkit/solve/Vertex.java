package havre.buildkit.solve;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.step.BuildStep;
import havre.build.step.StepLog;
import havre.buildkit.wire.ProtoWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One step of a build as its watchers see it: a vertex of BuildKit's graph. One thread at a time.
public final class Vertex implements StepLog {
  private static final int OUTPUT = 1;
  private static final int ERRORS = 2;
  private static final int VERTEXES = 1;
  private static final int STATUSES = 2;
  private static final int LOGS = 3;

  private final BuildStep step;
  private final StatusLog log;
  private final InstantSource clock;
  private final Instant started;
  private volatile boolean cached;
  private volatile boolean done;
  private volatile @Nullable String failure;

  Vertex(BuildStep step, StatusLog log, InstantSource clock) {
    this.step = step;
    this.log = log;
    this.clock = clock;
    this.started = clock.instant();
    tell(null, "");
  }

  public BuildStep step() {
    return step;
  }

  /// Why it failed, or null.
  @Nullable String failure() {
    return failure;
  }

  boolean wasCached() {
    return cached;
  }

  boolean isDone() {
    return done;
  }

  private void tell(@Nullable Instant completed, String error) {
    var vertex = new ProtoWriter().string(1, step.digest().toString());
    step.inputs().forEach(input -> vertex.string(2, input.toString()));
    vertex.string(3, step.name()).bool(4, cached).time(5, started);
    if (completed != null) {
      vertex.time(6, completed);
    }
    log.add(new ProtoWriter().message(VERTEXES, vertex.string(7, error)));
  }

  @Override
  public void cached() {
    cached = true;
  }

  @Override
  public void output(Stream stream, byte[] bytes, int offset, int length) {
    var entry =
        new ProtoWriter()
            .string(1, step.digest().toString())
            .time(2, clock.instant())
            .number(3, stream == Stream.OUTPUT ? OUTPUT : ERRORS)
            .bytes(4, Arrays.copyOfRange(bytes, offset, offset + length));
    log.add(new ProtoWriter().message(LOGS, entry));
  }

  /// A line of the step's output.
  public void line(String text) {
    byte[] bytes = (text + "\n").getBytes(UTF_8);
    output(Stream.OUTPUT, bytes, 0, bytes.length);
  }

  /// Begins a part of the step that is shown below it.
  public Part part(String name) {
    return new Part(name, clock.instant());
  }

  @Override
  public void done() {
    done = true;
    tell(clock.instant(), "");
  }

  @Override
  public void failed(String message) {
    String text = StepFailure.text(step.digest(), message);
    failure = text;
    tell(clock.instant(), text);
  }

  /// A part of the step, such as a transfer.
  public final class Part {
    private final String name;
    private final Instant began;

    private Part(String name, Instant began) {
      this.name = name;
      this.began = began;
      at(0);
    }

    /// So many bytes are through.
    public void at(long current) {
      tell(current, null);
    }

    /// It is over, with so many bytes.
    public void done(long current) {
      tell(current, clock.instant());
    }

    private void tell(long current, @Nullable Instant completed) {
      var status =
          new ProtoWriter()
              .string(1, name)
              .string(2, step.digest().toString())
              .number(4, current)
              .time(6, clock.instant())
              .time(7, began);
      if (completed != null) {
        status.time(8, completed);
      }
      log.add(new ProtoWriter().message(STATUSES, status));
    }
  }
}
