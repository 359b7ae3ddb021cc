package havre.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The host's network settings below /proc/sys/net: those of the namespace of the calling thread.
final class Sysctls {
  private static final Path ROOT = Path.of("/proc/sys/net");

  private Sysctls() {}

  static String read(String name) throws IOException {
    return Files.readString(ROOT.resolve(name)).strip();
  }

  /// Writes a setting unless it has the value already.
  static void write(String name, String value) throws IOException {
    if (!read(name).equals(value)) {
      Files.writeString(ROOT.resolve(name), value);
    }
  }

  /// As [#write]; a kernel without the setting is no error.
  static void writeIfPresent(String name, String value) throws IOException {
    try {
      write(name, value);
    } catch (NoSuchFileException _) {
      // The kernel doesn't have what the setting is about.
    }
  }
}
