package havre.images;

import org.jspecify.annotations.Nullable;

/// Hears how far a load or import has come, in the terms of Docker's JSON messages.
public interface Progress {
  /// A line of text for the user (`stream`).
  void stream(String text);

  /// The state of one part (`id`, `status`, `progressDetail`).
  ///
  /// @param id which part, null when it is about the whole
  /// @param current bytes done, 0 when unknown
  /// @param total bytes to do, 0 when unknown
  void status(@Nullable String id, String status, long current, long total);

  /// A line about one part that is no state of it.
  default void message(String id, String text) {
    status(id, text, 0, 0);
  }

  /// Hears nothing.
  static Progress none() {
    return new Progress() {
      @Override
      public void stream(String text) {}

      @Override
      public void status(@Nullable String id, String status, long current, long total) {}
    };
  }
}
