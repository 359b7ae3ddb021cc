package havre.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs programs and keeps all they print.
final class Commands {
  private static final long DEADLINE_SECONDS = 120;

  /// What a program left: its exit code (124 when it had to be killed at the deadline) and its
  /// streams.
  record Result(List<String> command, int exitCode, byte[] stdout, byte[] stderr) {
    String out() {
      return new String(stdout, StandardCharsets.UTF_8);
    }

    String err() {
      return new String(stderr, StandardCharsets.UTF_8);
    }

    List<String> lines() {
      return out().lines().filter(line -> !line.isBlank()).toList();
    }

    Result mustSucceed() {
      if (exitCode != 0) {
        throw new AssertionError(
            String.join(" ", command) + ": exit code " + exitCode + "\n" + out() + err());
      }
      return this;
    }
  }

  private Commands() {}

  static Result run(String... command) {
    return run(new byte[0], List.of(command)).mustSucceed();
  }

  static Result run(byte[] input, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).start();
      var out = new ByteArrayOutputStream();
      var err = new ByteArrayOutputStream();
      Thread outReader = copy(process.getInputStream(), out);
      Thread errReader = copy(process.getErrorStream(), err);
      Thread.ofVirtual().start(() -> feed(process.getOutputStream(), input));
      boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      outReader.join();
      errReader.join();
      return new Result(
          command, ended ? process.exitValue() : 124, out.toByteArray(), err.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Asks a server, past any proxy, as soon as it answers.
  static void fetch(String address) {
    run(
        "curl",
        "-sSf",
        "--noproxy",
        "*",
        "-m",
        "30",
        "--retry",
        "20",
        "--retry-all-errors",
        "--retry-delay",
        "1",
        address);
  }

  private static Thread copy(InputStream from, OutputStream to) {
    return Thread.ofVirtual()
        .start(() -> {
          try (from) {
            from.transferTo(to);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void feed(OutputStream to, byte[] input) {
    try (to) {
      to.write(input);
    } catch (IOException e) {
      // The program ended without reading all of it: its own business.
      return;
    }
  }
}
