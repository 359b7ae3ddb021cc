package havre.runtime.holder;

import havre.linux.io.UnixSocket;
import havre.linux.process.ChildProcess;
import havre.linux.process.Pidfd;
import java.util.concurrent.CompletableFuture;

/// A holder that this daemon started, and its end.
///
/// @param socket our end of the control connection; once it is closed, a holder that holds nothing
///   ends
/// @param ended completed when the holder has ended and was reaped
record SpawnedHolder(UnixSocket socket, CompletableFuture<Void> ended) {
  static SpawnedHolder spawn(HolderBinary binary, HolderLoop loop) {
    var pair = UnixSocket.pair(UnixSocket.Kind.SEQPACKET);
    try (UnixSocket theirs = pair.second()) {
      return new SpawnedHolder(pair.first(), reapAtEnd(binary.start(theirs), loop));
    } catch (RuntimeException e) {
      pair.first().close();
      throw e;
    }
  }

  private static CompletableFuture<Void> reapAtEnd(int pid, HolderLoop loop) {
    var ended = new CompletableFuture<Void>();
    Pidfd pidfd = Pidfd.open(pid);
    loop.watch(
        pidfd.fd(),
        () -> {
          loop.forget(pidfd.fd());
          pidfd.close();
          ChildProcess.reap(pid);
          ended.complete(null);
          return false;
        });
    return ended;
  }
}
