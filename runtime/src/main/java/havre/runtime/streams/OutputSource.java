package havre.runtime.streams;

import havre.linux.Fd;

/// One stream that output comes from. Its streams' lock guards it.
final class OutputSource {
  final StreamKind kind;
  final Fd fd;
  final boolean terminal;
  private long token;
  private boolean watched;
  private boolean ended;

  OutputSource(StreamKind kind, Fd fd, boolean terminal) {
    this.kind = kind;
    this.fd = fd;
    this.terminal = terminal;
  }

  boolean ended() {
    return ended;
  }

  void watch(PumpLoop loop, Runnable action) {
    if (!watched && !ended) {
      token = loop.watchReadable(fd, action);
      watched = true;
    }
  }

  void unwatch(PumpLoop loop) {
    if (watched) {
      loop.forget(fd, token);
      watched = false;
    }
  }

  void end(PumpLoop loop) {
    if (!ended) {
      unwatch(loop);
      ended = true;
      fd.close();
    }
  }
}
