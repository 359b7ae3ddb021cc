package havre.build.step;

/// Hears of one step that has begun. One of [#done] and [#failed] comes last.
public interface StepLog {
  /// Of a step that nobody watches.
  StepLog NONE =
      new StepLog() {
        @Override
        public void cached() {}

        @Override
        public void output(Stream stream, byte[] bytes, int offset, int length) {}

        @Override
        public void done() {}

        @Override
        public void failed(String message) {}
      };

  /// Where a command printed.
  enum Stream {
    OUTPUT,
    ERRORS
  }

  /// Its result is there already.
  void cached();

  /// What its command prints; the bytes are read before this returns.
  void output(Stream stream, byte[] bytes, int offset, int length);

  void done();

  void failed(String message);
}
