package havre.runtime.streams;

import havre.linux.Fd;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The daemon's ends of a process's standard streams, as its holder hands them out. Whoever is
/// given them owns them.
///
/// @param stdin the write end of the input pipe; null when there is none, or it is closed already
/// @param stdout the read end of the output pipe; null with a terminal, or when its end was seen
/// @param stderr the read end of the error pipe; null with a terminal, or when its end was seen
/// @param terminal the terminal's master, which is both input and output; null without a terminal
public record IoDescriptors(
    @Nullable Fd stdin, @Nullable Fd stdout, @Nullable Fd stderr, @Nullable Fd terminal) {

  public static IoDescriptors pipes(@Nullable Fd stdin, @Nullable Fd stdout, @Nullable Fd stderr) {
    return new IoDescriptors(stdin, stdout, stderr, null);
  }

  public static IoDescriptors terminal(Fd master) {
    return new IoDescriptors(null, null, null, master);
  }

  /// No descriptors at all: the process and its holder are gone. What a journal still holds can be
  /// brought into the log with these.
  public static IoDescriptors none() {
    return new IoDescriptors(null, null, null, null);
  }

  /// Closes all of them.
  public void close() {
    Stream.of(
            Optional.ofNullable(stdin),
            Optional.ofNullable(stdout),
            Optional.ofNullable(stderr),
            Optional.ofNullable(terminal))
        .flatMap(Optional::stream)
        .forEach(Fd::close);
  }
}
