package havre.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The host's network settings below /proc/sys/net: those of the namespace of the calling thread.
final class Sysctls {
  private static final Path ROOT = Path.of("/proc/sys/net");
  private static final int LIMIT = 4096;

  private Sysctls() {}

  /// Reads a setting at once: the kernel gives nothing more to a second read.
  static String read(String name) throws IOException {
    try (var input = Files.newInputStream(ROOT.resolve(name))) {
      return new String(input.readNBytes(LIMIT), StandardCharsets.US_ASCII).strip();
    }
  }

  /// Whether a switch is there and on.
  static boolean isOn(String name) {
    try {
      return read(name).equals("1");
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether the host has IPv6, its loopback address at least.
  static boolean hasIpv6() {
    try {
      return read("ipv6/conf/lo/disable_ipv6").equals("0");
    } catch (IOException _) {
      return false;
    }
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
