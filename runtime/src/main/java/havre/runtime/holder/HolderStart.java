package havre.runtime.holder;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.io.MemoryFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/// One holder from the moment it is taken to the moment its process runs. Where there is no spare
/// one its spawn comes first, so that it gets ready while the program is computed.
final class HolderStart {
  private static final Duration END_LIMIT = Duration.ofSeconds(10);
  private static final Duration FAILURE_LIMIT = Duration.ofSeconds(1);

  private final HeldProcess process;
  private final HolderConnection connection;
  private final CompletableFuture<Void> ended;
  private final String label;

  private HolderStart(
      HeldProcess process,
      HolderConnection connection,
      CompletableFuture<Void> ended,
      String label) {
    this.process = process;
    this.connection = connection;
    this.ended = ended;
    this.label = label;
  }

  /// Takes a holder for a process.
  ///
  /// @param label shown among its arguments, for who looks at the processes
  static HolderStart begin(
      HeldProcess process, SpareHolders holders, HolderLoop loop, String label) {
    SpawnedHolder holder = holders.take();
    var connection = new HolderConnection(holder.socket(), loop, process.listener());
    process.connect(connection);
    connection.open();
    return new HolderStart(process, connection, holder.ended(), label);
  }

  /// Has the program carried out.
  ///
  /// @param prepare called with the process's pid when it is there, before it is let go; where the
  ///   program has no `go`, it runs on meanwhile
  /// @throws havre.runtime.StartFailure where a step fails
  void run(Program program, boolean exec, StartTrace trace, IntConsumer prepare) {
    List<CompletableFuture<HolderConnection.Answer>> answers;
    try (Fd memory = MemoryFile.of("havre-program", program.encode())) {
      var descriptors = new ArrayList<Fd>();
      descriptors.add(memory);
      descriptors.addAll(program.descriptors());
      answers = connection.send(HolderMessage.start(label), descriptors, 2);
    }
    trace.done("program sent");
    HolderMessage created = answer(answers.getFirst(), program, exec);
    trace.done("namespaces made");
    try {
      prepare.accept(created.a());
    } catch (RuntimeException e) {
      throw failureOf(answers.getLast(), program, exec).orElse(e);
    }
    if (!exec) {
      connection.send(HolderMessage.of(HolderMessage.Type.GO), List.of(), 0);
    }
    trace.done("network attached");
    HolderMessage running = answer(answers.getLast(), program, exec);
    trace.done("executed");
    boolean terminal = program.steps().stream().anyMatch(step -> step.kind() == StepKind.TERMINAL);
    process.started(new HeldProcess.Started(running.a(), running.time(), terminal));
  }

  /// Ends the holder and with it what it has started; returns once both are gone.
  void abandon() {
    connection.close();
    try {
      ended.get(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new HavreException(ErrorKind.UNAVAILABLE, "a container's holder does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Why the process has failed; empty where it waits. One that is gone can't be prepared, which
  /// says less than what ended it.
  private static Optional<RuntimeException> failureOf(
      CompletableFuture<HolderConnection.Answer> future, Program program, boolean exec) {
    try {
      HolderMessage message = future.get(FAILURE_LIMIT.toMillis(), TimeUnit.MILLISECONDS).message();
      return message.type() == HolderMessage.Type.FAILED
          ? Optional.of(StartErrors.of(message, program, exec))
          : Optional.empty();
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static HolderMessage answer(
      CompletableFuture<HolderConnection.Answer> future, Program program, boolean exec) {
    HolderMessage message = HolderConnection.await(future).message();
    if (message.type() == HolderMessage.Type.FAILED) {
      throw StartErrors.of(message, program, exec);
    }
    return message;
  }
}
