package havre.runtime.holder;

import havre.common.ContainerId;
import havre.linux.Fd;
import havre.linux.cgroup.Cgroups;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import havre.linux.io.Poll;
import havre.runtime.Launch;
import havre.runtime.ProcessSpec;
import havre.runtime.Resources;
import havre.runtime.Rootfs;
import havre.runtime.RunningContainer;
import havre.runtime.RunningProcess;
import havre.runtime.SandboxNetwork;
import havre.runtime.security.CapabilitySet;
import havre.runtime.streams.IoDescriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A runtime of its own for a test, with a busybox image, in a directory and below a cgroup that
/// are removed with it.
final class ContainerFixture implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(20);
  static final String PATH = "PATH=/bin:/sbin";

  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final Path HOLDER = Path.of(System.getProperty("havre.root"), "holder");
  private static final List<String> APPLETS =
      List.of(
          "cat",
          "chmod",
          "cp",
          "dd",
          "echo",
          "env",
          "false",
          "grep",
          "head",
          "hostname",
          "id",
          "kill",
          "ln",
          "ls",
          "mkdir",
          "mknod",
          "mount",
          "mv",
          "nproc",
          "printf",
          "ps",
          "pwd",
          "readlink",
          "rm",
          "sh",
          "sleep",
          "stat",
          "stty",
          "test",
          "touch",
          "tr",
          "true",
          "tty",
          "umask",
          "uname",
          "wc",
          "yes");

  final Path directory;
  final Path image;
  final Cgroups cgroups = Cgroups.detect();
  final String cgroupParent;
  HolderRuntime runtime;
  private final List<ContainerId> started = new ArrayList<>();

  ContainerFixture() {
    try {
      buildHolder();
      directory = Files.createTempDirectory(Path.of("/var/tmp"), "havre-runtime-");
      cgroupParent = "/havre-test-" + directory.getFileName().toString().replaceAll(".*-", "");
      image = makeImage(directory.resolve("image"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    runtime = open();
  }

  HolderRuntime open() {
    return open(StartTrace.NONE);
  }

  HolderRuntime open(StartTrace trace) {
    var settings =
        new HolderRuntime.Settings(
            directory.resolve("run"),
            HOLDER.resolve("build/havre-holder"),
            HOLDER.resolve("build/havre-init"),
            trace);
    return new HolderRuntime(settings, cgroups);
  }

  private static void buildHolder() throws IOException {
    Process make = new ProcessBuilder("make", "-s", "-C", HOLDER.toString()).inheritIO().start();
    try {
      if (make.waitFor() != 0) {
        throw new IOException("the holder cannot be built");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Path makeImage(Path root) throws IOException {
    Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("tmp"));
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/sh\nweb:x:1000:1000::/home/web:/bin/sh\n");
    Files.writeString(root.resolve("etc/group"), "root:x:0:\nweb:x:1000:\nextra:x:8:\n");
    Files.copy(BUSYBOX, root.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
    for (String applet : APPLETS) {
      Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
    }
    return root;
  }

  /// A directory with an upper and a work directory for one container.
  Rootfs rootfs(Path... layersAbove) {
    try {
      Path own = Files.createTempDirectory(directory, "layer-");
      var layers = new ArrayList<>(List.of(layersAbove));
      layers.add(image);
      return new Rootfs(
          layers,
          Files.createDirectory(own.resolve("upper")),
          Files.createDirectory(own.resolve("work")),
          false,
          true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A further layer, for a hostile image.
  Path layer() {
    try {
      return Files.createTempDirectory(directory, "above-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessSpec.Builder process(String... arguments) {
    return ProcessSpec.of(arguments)
        .environment(List.of(PATH))
        .capabilities(CapabilitySet.defaults().mask());
  }

  Launch.Builder launch(ProcessSpec process) {
    return launch(rootfs(), process);
  }

  Launch.Builder launch(Rootfs rootfs, ProcessSpec process) {
    var id = ContainerId.random();
    started.add(id);
    return Launch.of(id, rootfs, process)
        .hostname("box")
        .maskedPaths(List.of("/proc/acpi", "/proc/keys", "/proc/kcore", "/sys/firmware"))
        .readonlyPaths(List.of("/proc/bus", "/proc/sys"))
        .resources(Resources.unlimited(cgroupParent));
  }

  RunningContainer start(Launch launch) {
    return runtime.start(launch, SandboxNetwork.NONE);
  }

  RunningContainer sh(String script) {
    return start(launch(process("sh", "-c", script).build()).build());
  }

  /// Runs a shell script to its end.
  Result run(String script) {
    return finish(sh(script));
  }

  record Result(int code, String out, String err) {}

  Result finish(RunningProcess process) {
    Result result = await(process);
    process.release();
    return result;
  }

  Result await(RunningProcess process) {
    IoDescriptors io = process.takeIo();
    try {
      String out = read(io.terminal() == null ? io.stdout() : io.terminal());
      String err = io.stderr() == null ? "" : read(io.stderr());
      return new Result(process.awaitExit().code(), out, err);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      close(io);
    }
  }

  static void close(IoDescriptors io) {
    Stream.of(io.stdin(), io.stdout(), io.stderr(), io.terminal())
        .filter(fd -> fd != null)
        .forEach(Fd::close);
  }

  /// Reads to the end.
  static String read(Fd fd) {
    return readUntil(fd, null);
  }

  /// Reads until a text has come, or to the end where it is null.
  static String readUntil(Fd fd, String text) {
    var buffer = NativeBuffer.allocate(4096);
    var all = new StringBuilder();
    while (text == null || all.indexOf(text) < 0) {
      if (!Poll.readable(fd, LIMIT)) {
        throw new IllegalStateException("no more output than: " + all);
      }
      int count;
      try {
        count = Io.read(fd, buffer, 0, 4096);
      } catch (havre.linux.LinuxException e) {
        if (e.is(havre.linux.Errno.EIO)) {
          return all.toString();
        }
        throw e;
      }
      if (count == 0) {
        return all.toString();
      }
      if (count > 0) {
        all.append(new String(buffer.bytes(0, count), StandardCharsets.UTF_8));
      }
    }
    return all.toString();
  }

  static void write(Fd fd, String text) {
    Io.writeFully(fd, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Kills all that was started and removes every trace of it.
  @Override
  public void close() throws IOException {
    started.forEach(runtime::discard);
    runtime.close();
    cgroups.at(cgroupParent).remove(LIMIT);
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
