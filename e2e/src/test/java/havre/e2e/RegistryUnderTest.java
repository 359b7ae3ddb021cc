package havre.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A real registry (Debian's docker-registry) on loopback, within the namespaces of the test's JVM.
final class RegistryUnderTest implements AutoCloseable {
  static final String USER = "havre";
  static final String PASSWORD = "secret";

  /// The password's bcrypt hash.
  private static final String HASH = "$2y$05$o2vws5rA7Afcoy.qSgM8COtThTv/ZE8xXd9rKILmZrBvLzZlrX/j6";

  private static final long PATIENCE_SECONDS = 30;

  private final Path folder;
  private final int port;
  private final Process process;

  private RegistryUnderTest(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /// One that is open to all.
  static RegistryUnderTest open() {
    return start("");
  }

  /// One for [#USER] alone.
  static RegistryUnderTest locked() {
    return start("auth: {htpasswd: {realm: test, path: FOLDER/htpasswd}}\n");
  }

  private static RegistryUnderTest start(String auth) {
    try {
      Commands.run("ip", "link", "set", "lo", "up");
      Path folder = Files.createTempDirectory("havre-registry");
      int port = freePort();
      Files.writeString(folder.resolve("htpasswd"), USER + ":" + HASH + "\n");
      Path configuration = folder.resolve("config.yml");
      Files.writeString(
          configuration,
          """
          version: 0.1
          log: {level: error}
          storage: {filesystem: {rootdirectory: FOLDER/data}, delete: {enabled: true}}
          http: {addr: "127.0.0.1:PORT"}
          """
              .concat(auth)
              .replace("FOLDER", folder.toString())
              .replace("PORT", String.valueOf(port)));
      Process process =
          new ProcessBuilder("docker-registry", "serve", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      var registry = new RegistryUnderTest(folder, port, process);
      registry.awaitListening();
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// It tells nobody when it listens, so it is tried.
  private void awaitListening() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("docker-registry does not listen:\n" + log());
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /// Its host and port, as the first part of an image's name.
  String host() {
    return "127.0.0.1:" + port;
  }

  /// Stops serving; what it holds stays until it is closed.
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Commands.run("rm", "-rf", folder.toString());
  }
}
