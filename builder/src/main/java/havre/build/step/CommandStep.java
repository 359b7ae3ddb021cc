package havre.build.step;

import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Heredoc;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.Image;
import havre.store.snapshots.Lease;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/// `RUN`: a command in a container of the image so far.
final class CommandStep {
  private final Instruction instruction;
  private final StageStep step;
  private final StageBuilder.Parts parts;
  private final StageState state;

  CommandStep(Instruction instruction, StageStep step) {
    this.instruction = instruction;
    this.step = step;
    this.parts = step.parts();
    this.state = step.state();
  }

  void run() throws IOException {
    List<String> run = arguments();
    var values = new TreeMap<>(state.arguments());
    values.keySet().removeAll(state.environment().keySet());
    List<String> pairs =
        values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    var recorded = new ArrayList<String>();
    if (!pairs.isEmpty()) {
      recorded.add("|" + pairs.size());
      recorded.addAll(pairs);
    }
    recorded.addAll(run);
    instruction.flags().forEach(flag -> recorded.add("#" + flag));
    if (step.cached(state.config(), recorded)) {
      return;
    }
    run(run, pairs, recorded);
  }

  private void run(List<String> run, List<String> pairs, List<String> recorded) throws IOException {
    Image image = state.image();
    if (image == null) {
      throw HavreException.invalid("no command can be run from scratch: the image is empty");
    }
    var environment = new ArrayList<>(pairs);
    parts.arguments().undeclared().forEach((name, value) -> environment.add(name + "=" + value));
    StepIsolation isolation = RunMounts.isolation(instruction, parts.isolation());
    var container = new AtomicReference<>("");
    try (Lease lease = step.kept();
        var mounts = RunMounts.of(instruction, step::expanded, state.workingDir(), mountSources());
        OutputStream output = new LogOutput(step.log(), StepLog.Stream.OUTPUT);
        OutputStream errors = new LogOutput(step.log(), StepLog.Stream.ERRORS)) {
      environment.addAll(mounts.environment());
      var command =
          new StepRunner.Command(
              image.id(),
              run,
              environment,
              mounts.all(),
              isolation,
              parts.leftovers(),
              parts.newest(),
              id -> {
                container.set(StageBuilder.shortId(id));
                parts.log().text(" ---> Running in " + StageBuilder.shortId(id) + "\n");
              },
              output,
              errors);
      StepRunner.Outcome outcome = running(command, lease);
      switch (outcome) {
        case StepRunner.Outcome.Failed failed -> {
          parts.cancellation().check();
          tellRemoval(parts.leftovers().removedOnFailure(), container.get());
          throw new FailedCommand(String.join(" ", run), failed.exitCode());
        }
        case StepRunner.Outcome.Done done -> {
          parts.images().commit(state, state.config(), done.layer().diffId(), recorded, lease);
          tellRemoval(parts.leftovers().removedOnSuccess(), container.get());
        }
      }
    }
  }

  private RunMounts.Sources mountSources() {
    return new RunMounts.Sources(
        parts.context().root(),
        name -> parts.sources().find(name).id(),
        parts.cacheMounts(),
        parts.secrets(),
        parts.temporary(),
        parts.cancellation());
  }

  /// Only so many commands run at once: they are the machine's work, unlike waiting.
  private StepRunner.Outcome running(StepRunner.Command command, Lease lease) {
    try {
      parts.places().acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "Build cancelled", e);
    }
    try {
      parts.cancellation().check();
      return parts.runner().run(command, lease, parts.cancellation());
    } finally {
      parts.places().release();
    }
  }

  private void tellRemoval(boolean removed, String container) {
    if (removed) {
      parts.log().text(" ---> Removed intermediate container " + container + "\n");
    }
  }

  private List<String> arguments() {
    if (instruction.rest().isEmpty()) {
      throw DockerfileParser.failure(instruction.line(), "RUN requires at least one argument");
    }
    List<String> array = Words.json(instruction.rest());
    if (array != null) {
      return array;
    }
    var command = new ArrayList<>(state.shell());
    command.add(script());
    return command;
  }

  /// A heredoc that is the whole command is a script of its own; others belong to the shell.
  private String script() {
    String rest = instruction.rest();
    if (instruction.heredocs().isEmpty()) {
      return rest;
    }
    if (instruction.heredocs().size() == 1
        && rest.matches("<<-?['\"]?[A-Za-z_][A-Za-z0-9_.]*['\"]?")) {
      return instruction.heredocs().getFirst().content();
    }
    var script = new StringBuilder(rest).append('\n');
    for (Heredoc heredoc : instruction.heredocs()) {
      script.append(heredoc.content()).append(heredoc.name()).append('\n');
    }
    return script.toString();
  }

  /// The output of a command, for the log.
  private static final class LogOutput extends OutputStream {
    private final StepLog log;
    private final StepLog.Stream stream;

    LogOutput(StepLog log, StepLog.Stream stream) {
      this.log = log;
      this.stream = stream;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      log.output(stream, bytes, offset, length);
    }
  }
}
