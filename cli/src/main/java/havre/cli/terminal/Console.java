package havre.cli.terminal;

/// The terminal behind the three streams of a call, and the signals that reach it.
public interface Console {
  /// A stream of the process.
  enum Stream {
    IN,
    OUT,
    ERR
  }

  /// Rows and columns; zeros when they aren't known.
  record Size(int rows, int columns) {
    public static final Size UNKNOWN = new Size(0, 0);
  }

  /// Undoes something when closed.
  interface Undo extends AutoCloseable {
    @Override
    void close();
  }

  /// Takes a signal.
  interface Listener {
    void signalled(String name);
  }

  boolean isTerminal(Stream stream);

  Size size();

  /// Passes every key on as it is until the result is closed.
  Undo raw();

  /// Reads without echo until the result is closed.
  Undo silent();

  /// Hands a signal (`INT`, `TERM`, `WINCH` …) to the listener until the result is closed; signals
  /// the system keeps for itself are passed over.
  Undo onSignal(String name, Listener listener);

  /// No terminal and no signals.
  Console NONE =
      new Console() {
        @Override
        public boolean isTerminal(Stream stream) {
          return false;
        }

        @Override
        public Size size() {
          return Size.UNKNOWN;
        }

        @Override
        public Undo raw() {
          return () -> {};
        }

        @Override
        public Undo silent() {
          return () -> {};
        }

        @Override
        public Undo onSignal(String name, Listener listener) {
          return () -> {};
        }
      };
}
