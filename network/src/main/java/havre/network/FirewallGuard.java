package havre.network;

import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.nft.NftWatch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Makes the firewall's tables again when another program removes them, such as a reload of the
/// host's own firewall. Owns a platform thread, which waits for the kernel's events.
final class FirewallGuard implements AutoCloseable {
  private static final Logger LOG = System.getLogger(FirewallGuard.class.getName());

  private final NftWatch watch;
  private final BooleanSupplier verify;
  private @Nullable Thread thread;

  /// @param verify makes what is missing again and tells whether something was
  FirewallGuard(NftWatch watch, BooleanSupplier verify) {
    this.watch = watch;
    this.verify = verify;
  }

  /// Starts the thread, once; it works in the network namespace of the calling thread.
  void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("firewall guard").start(this::run);
    }
  }

  /// Waits until the thread has ended. What it watches with is closed by its owner.
  @Override
  public void close() {
    watch.stop();
    if (thread == null) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (watch.awaitLoss()) {
        restore();
      }
    } catch (LinuxException e) {
      LOG.log(Level.ERROR, "the firewall is no longer watched: {0}", e.getMessage());
    }
  }

  private void restore() {
    try {
      if (verify.getAsBoolean()) {
        LOG.log(Level.WARNING, "the firewall's tables were removed by another program; made again");
      }
    } catch (HavreException e) {
      LOG.log(Level.ERROR, "the firewall's tables are missing: {0}", e.getMessage());
    }
  }
}
