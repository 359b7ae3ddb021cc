package havre.network;

import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.netlink.Conntrack;
import havre.linux.nft.NftBatch;
import havre.linux.nft.NftElement;
import havre.linux.nft.NftFamily;
import havre.linux.nft.NftSet;
import havre.linux.nft.Nftables;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// The published ports in the kernel: tables of the engine's own, beside whatever else the host
/// has.
///
/// It knows what should be published and makes it again when another program removed it
/// ([#verify]). Adding and removing go on side by side; only making the whole again excludes them.
final class Firewall {
  private final Nftables nftables;
  private final OthersChains others;
  private volatile List<Ruleset> rulesets;
  private final Map<String, List<Target>> targets = new ConcurrentHashMap<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /// @param rulesets one for each address family
  Firewall(Nftables nftables, List<Ruleset> rulesets) {
    this.nftables = nftables;
    this.others = new OthersChains(nftables);
    this.rulesets = List.copyOf(rulesets);
  }

  /// Has other bridges from now on; the published ports stay, and are not told to the kernel again
  /// where it has a table already.
  void change(List<Ruleset> changed) {
    Lock all = lock.writeLock();
    all.lock();
    try {
      int before = rulesets.size();
      rulesets = List.copyOf(changed);
      if (changed.size() != before) {
        install();
        return;
      }
      for (Ruleset ruleset : rulesets) {
        var batch = new NftBatch(ruleset.table());
        ruleset.install(batch);
        nftables.commit(batch);
      }
      openOthers();
    } finally {
      all.unlock();
    }
  }

  private void openOthers() {
    others.open(bridges(NftFamily.IP), bridges(NftFamily.IP6));
  }

  private List<String> bridges(NftFamily family) {
    return rulesets.stream()
        .filter(ruleset -> ruleset.family() == family)
        .flatMap(ruleset -> ruleset.bridgeNames().stream())
        .toList();
  }

  boolean hasIpv6() {
    return rulesets.stream().anyMatch(ruleset -> ruleset.family() == NftFamily.IP6);
  }

  /// A published port and the container's address it leads to.
  ///
  /// @param direct whether the port is open at the container's address as well
  record Target(PublishedPort port, String containerAddress, boolean direct) {
    boolean isIpv6() {
      return PortAllocator.isIpv6(port.hostIp());
    }

    /// Whether a flow came by this port.
    ///
    /// @param ended whether only flows count that went to this container
    boolean isUsedBy(Conntrack.Flow flow, boolean ended) {
      return flow.protocol() == port.protocol().number()
          && flow.port() == port.hostPort()
          && (!ended || flow.server().equals(IpAddresses.parse(containerAddress)));
    }
  }

  /// Makes tables, rules and maps so that exactly what is known as published is, in one step.
  void install() {
    Lock all = lock.writeLock();
    all.lock();
    try {
      for (Ruleset ruleset : rulesets) {
        var batch = new NftBatch(ruleset.table());
        ruleset.install(batch);
        ruleset.maps().forEach(batch::flush);
        elements(ruleset, targets.values().stream().flatMap(List::stream).toList())
            .forEach(batch::addElements);
        nftables.commit(batch);
      }
      openOthers();
    } finally {
      all.unlock();
    }
  }

  /// Makes everything again if a table, rule or element is missing.
  ///
  /// @return whether it was so
  boolean verify() {
    Lock all = lock.writeLock();
    all.lock();
    try {
      openOthers();
      if (isIntact()) {
        return false;
      }
      install();
      return true;
    } finally {
      all.unlock();
    }
  }

  /// Directs ports to an endpoint.
  void publish(String endpointId, List<Target> added) {
    Lock shared = lock.readLock();
    boolean tableGone = false;
    shared.lock();
    try {
      targets.put(endpointId, List.copyOf(added));
      for (Ruleset ruleset : rulesets) {
        var batch = new NftBatch(ruleset.table());
        elements(ruleset, added).forEach(batch::addElements);
        nftables.commit(batch);
      }
    } catch (LinuxException e) {
      if (!e.is(Errno.ENOENT)) {
        targets.remove(endpointId);
        throw e;
      }
      tableGone = true;
    } finally {
      shared.unlock();
    }
    if (tableGone) {
      install();
    }
  }

  /// Remembers ports as published without telling the kernel; [#install] does.
  void restore(String endpointId, List<Target> published) {
    targets.put(endpointId, List.copyOf(published));
  }

  /// Stops directing ports to an endpoint.
  ///
  /// @return the ports it had
  List<Target> unpublish(String endpointId) {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      List<Target> removed = Optional.ofNullable(targets.remove(endpointId)).orElse(List.of());
      for (Ruleset ruleset : rulesets) {
        elements(ruleset, removed).forEach((map, elements) -> delete(ruleset, map, elements));
      }
      return removed;
    } finally {
      shared.unlock();
    }
  }

  private void delete(Ruleset ruleset, NftSet map, Collection<NftElement> elements) {
    try {
      nftables.commit(new NftBatch(ruleset.table()).deleteElements(map, elements));
    } catch (LinuxException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
      if (elements.size() > 1) {
        elements.forEach(element -> delete(ruleset, map, List.of(element)));
      }
    }
  }

  private boolean isIntact() {
    for (Ruleset ruleset : rulesets) {
      Map<String, Integer> found = new HashMap<>(nftables.ruleCounts(ruleset.table()));
      found.keySet().removeIf(Ruleset::isUserChain);
      if (!found.equals(ruleset.ruleCounts())) {
        return false;
      }
      List<Target> wanted = targets.values().stream().flatMap(List::stream).toList();
      Map<NftSet, List<NftElement>> elements = elements(ruleset, wanted);
      elements.putAll(ruleset.bridgeSets());
      for (Map.Entry<NftSet, List<NftElement>> set : elements.entrySet()) {
        if (nftables.elements(ruleset.table(), set.getKey()).size() < set.getValue().size()) {
          return false;
        }
      }
    }
    return true;
  }

  private static Map<NftSet, List<NftElement>> elements(Ruleset ruleset, List<Target> targets) {
    boolean ipv6 = ruleset.family() == NftFamily.IP6;
    var elements = new HashMap<NftSet, Map<ByteBuffer, NftElement>>();
    for (Target target : targets) {
      if (target.isIpv6() == ipv6) {
        NftElement element = ruleset.element(target.port(), target.containerAddress());
        add(elements, ruleset.mapOf(target.port()), element);
        if (target.direct()) {
          add(
              elements,
              ruleset.opened(),
              Ruleset.opening(target.port(), target.containerAddress()));
        }
      }
    }
    var lists = new HashMap<NftSet, List<NftElement>>();
    elements.forEach((set, all) -> lists.put(set, List.copyOf(all.values())));
    return lists;
  }

  /// A container's port may be opened by several of the host's: once is enough.
  private static void add(
      Map<NftSet, Map<ByteBuffer, NftElement>> elements, NftSet set, NftElement element) {
    elements
        .computeIfAbsent(set, _ -> new HashMap<>())
        .putIfAbsent(ByteBuffer.wrap(element.key()), element);
  }
}
