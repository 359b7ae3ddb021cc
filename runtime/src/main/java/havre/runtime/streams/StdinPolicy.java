package havre.runtime.streams;

/// What becomes of a process's input when an attached client ends its own.
///
/// @param once whether the end of the first client's input is the end of the process's
///   (`StdinOnce`; true for an exec)
/// @param closeAtHolder tells the holder to close its copy of the input's write end, without which
///   the process would never see the end; called at most once, after the daemon's end is closed
public record StdinPolicy(boolean once, Runnable closeAtHolder) {

  /// A process without input, or one whose input outlives its clients.
  public static StdinPolicy keepOpen() {
    return new StdinPolicy(false, () -> {});
  }
}
