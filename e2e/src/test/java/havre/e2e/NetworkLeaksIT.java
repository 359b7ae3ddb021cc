package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.netlink.Rtnetlink;
import havre.linux.nft.NftFamily;
import havre.linux.nft.NftSet;
import havre.linux.nft.NftTable;
import havre.linux.nft.NftType;
import havre.linux.nft.Nftables;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Containers and networks that come, go, join and leave by chance, under a daemon that is killed.
///
/// `-Dhavre.operations=1000` makes it a long one (`scripts/network-leaks`), `-Dhavre.seed=N`
/// repeats one.
class NetworkLeaksIT {
  private static final int OPERATIONS = Integer.getInteger("havre.operations", 40);
  private static final int CONTAINERS = 6;
  private static final int NETWORKS = 4;
  private static final NftTable TABLE = new NftTable(NftFamily.IP, "havre");
  private static final List<String> SETS =
      List.of("published", "published_anywhere", "bridges", "within", "talking", "internal");
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @Test
  void nothingIsLeftOfManyOperations() throws InterruptedException {
    daemon.docker("run", "--rm", "busybox", "true").mustSucceed();
    Map<String, Long> before = count();
    long seed = Long.getLong("havre.seed", System.nanoTime());
    var random = new Random(seed);
    for (int i = 1; i <= OPERATIONS; i++) {
      List<String> operation = operation(random);
      if (i % 20 == 0) {
        Thread interrupted = Thread.ofVirtual().start(() -> docker(operation));
        daemon.kill();
        daemon.start();
        interrupted.join();
      } else {
        docker(operation);
      }
    }

    for (String id : daemon.docker("ps", "-aq").mustSucceed().lines()) {
      daemon.docker("rm", "-f", id).mustSucceed();
    }
    daemon.docker("network", "prune", "-f").mustSucceed();
    assertThat(daemon.docker("network", "ls", "-q").lines()).hasSize(3);
    assertThat(count()).as("seed %d", seed).isEqualTo(before);
    daemon.stop();
    daemon.start();
    assertThat(count()).as("seed %d", seed).isEqualTo(before);
  }

  /// Many fail, as what they are about is not there; that is no matter here.
  private static void docker(List<String> operation) {
    daemon.docker(operation.toArray(String[]::new));
  }

  private static List<String> operation(Random random) {
    String container = "c" + random.nextInt(CONTAINERS);
    String network = "n" + random.nextInt(NETWORKS);
    return switch (random.nextInt(12)) {
      case 0 -> List.of("network", "create", network);
      case 1 -> List.of("network", "create", "--internal", "--ipv6", network);
      case 2 -> List.of("network", "rm", network);
      case 3, 4 -> run(container, network, random);
      case 5, 6 -> List.of("network", "connect", network, container);
      case 7 -> List.of("network", "disconnect", network, container);
      case 8 -> List.of("network", "disconnect", "-f", network, container);
      case 9 -> List.of("stop", "-t", "0", container);
      case 10 -> List.of("start", container);
      default -> List.of("rm", "-f", container);
    };
  }

  private static List<String> run(String container, String network, Random random) {
    var run = new ArrayList<>(List.of("run", "-d", "--name", container));
    run.addAll(random.nextInt(3) == 0 ? List.of() : List.of("--network", network));
    run.addAll(random.nextBoolean() ? List.of("-p", "80", "-p", "7000-7010:53/udp") : List.of());
    run.addAll(random.nextInt(4) == 0 ? List.of("--rm") : List.of());
    run.addAll(List.of("busybox", "sleep", "1000"));
    return run;
  }

  private static Map<String, Long> count() {
    Map<String, Long> counts = Leaks.count(daemon);
    try (var nftables = Nftables.open();
        var rtnetlink = new Rtnetlink()) {
      // The kernel makes link-local ones of its own, whenever it has found out that nobody has
      // them.
      counts.put(
          "addresses",
          rtnetlink.addresses().stream().filter(a -> !a.address().isLinkLocalAddress()).count());
      counts.put(
          "routes",
          rtnetlink.routes().stream()
              .filter(route -> route.isOrdinary() && route.destination() instanceof Inet4Address)
              .count());
      nftables.ruleCounts(TABLE).forEach((chain, rules) -> counts.put(chain, (long) rules));
      for (String set : SETS) {
        NftSet named = NftSet.set(set, NftType.PROTOCOL);
        counts.put(set, (long) nftables.elements(TABLE, named).size());
      }
      return counts;
    }
  }
}
