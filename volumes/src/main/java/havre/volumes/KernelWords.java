package havre.volumes;

import havre.linux.Errno;
import java.util.Locale;

/// Error numbers as Docker writes them.
final class KernelWords {
  private KernelWords() {}

  static String of(Errno errno) {
    return errno.text().toLowerCase(Locale.ROOT);
  }
}
