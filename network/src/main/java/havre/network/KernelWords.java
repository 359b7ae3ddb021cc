package havre.network;

import havre.linux.LinuxException;
import java.util.Locale;

/// The kernel's refusals as Docker tells them.
final class KernelWords {
  private KernelWords() {}

  /// `operation not supported`.
  static String of(LinuxException refusal) {
    return refusal.errno().text().toLowerCase(Locale.ROOT);
  }
}
