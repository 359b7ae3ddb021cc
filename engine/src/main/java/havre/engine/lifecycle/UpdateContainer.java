package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.config.SpecRules;
import havre.engine.container.ContainerSpec;
import havre.engine.container.HostOptions;
import havre.engine.container.HostOptions.RestartPolicy;
import havre.engine.container.Resources;
import havre.engine.launch.LaunchPlan;
import havre.engine.state.Definition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Changes the limits and the restart policy of a container, also while it runs.
final class UpdateContainer {
  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;

  UpdateContainer(EngineParts parts, ContainerRegistry registry, ContainerEvents events) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
  }

  List<String> update(String ref, Resources asked, @Nullable RestartPolicy policy) {
    var warnings = new ArrayList<String>();
    Resources change = parts.rules().resources().check(asked, true, warnings);
    Container container = registry.resolve(ref);
    if (policy != null) {
      SpecRules.checkRestart(policy);
    }
    try (var _ = container.beginPresent(ref)) {
      Definition definition = container.definition();
      HostOptions host = definition.spec().host();
      refuseConflicts(container.id().value(), host, change, policy);
      Resources merged = merge(host.resources(), change);
      HostOptions changed = host.withResources(merged);
      if (policy != null && !policy.name().isEmpty()) {
        changed = changed.withRestartPolicy(policy);
      }
      Run run = container.run();
      if (run != null) {
        run.process().limit(LaunchPlan.limits(merged, List.of(), List.of()));
      }
      container.redefine(
          parts.records(),
          definition.withSpec(
              new ContainerSpec(
                  definition.spec().config(), changed, definition.spec().endpoints())));
    }
    events.publish(container, "update");
    return warnings;
  }

  private static void refuseConflicts(
      String id, HostOptions host, Resources change, @Nullable RestartPolicy policy) {
    Resources old = host.resources();
    String fixed = "Conflicting options: %s cannot be updated as %s has already been set";
    if (change.nanoCpus() > 0 && old.cpuPeriod() > 0) {
      throw conflict(id, fixed.formatted("Nano CPUs", "CPU Period"));
    }
    if (change.nanoCpus() > 0 && old.cpuQuota() > 0) {
      throw conflict(id, fixed.formatted("Nano CPUs", "CPU Quota"));
    }
    if (change.cpuPeriod() > 0 && old.nanoCpus() > 0) {
      throw conflict(id, fixed.formatted("CPU Period", "NanoCPUs"));
    }
    if (change.cpuQuota() > 0 && old.nanoCpus() > 0) {
      throw conflict(id, fixed.formatted("CPU Quota", "NanoCPUs"));
    }
    // A swap limit of -1 lies below any memory limit, and Docker compares the numbers.
    if (change.memory() > old.memorySwap() && change.memorySwap() == 0 && change.memory() != 0) {
      throw conflict(
          id,
          "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
    }
    if (policy != null && !policy.none() && host.autoRemove()) {
      throw conflict(
          id, "Restart policy cannot be updated because AutoRemove is enabled for the container");
    }
  }

  private static HavreException conflict(String id, String reason) {
    return HavreException.conflict("Cannot update container " + id + ": " + reason);
  }

  private static Resources merge(Resources old, Resources asked) {
    return new Resources(
        or(asked.memory(), old.memory()),
        or(asked.memorySwap(), old.memorySwap()),
        or(asked.memoryReservation(), old.memoryReservation()),
        asked.memorySwappiness() == null ? old.memorySwappiness() : asked.memorySwappiness(),
        old.oomKillDisable(),
        or(asked.nanoCpus(), old.nanoCpus()),
        or(asked.cpuShares(), old.cpuShares()),
        or(asked.cpuPeriod(), old.cpuPeriod()),
        or(asked.cpuQuota(), old.cpuQuota()),
        asked.cpusetCpus().isEmpty() ? old.cpusetCpus() : asked.cpusetCpus(),
        asked.cpusetMems().isEmpty() ? old.cpusetMems() : asked.cpusetMems(),
        asked.pidsLimit() == null ? old.pidsLimit() : asked.pidsLimit(),
        asked.blkioWeight() == 0 ? old.blkioWeight() : asked.blkioWeight(),
        old.devices(),
        old.deviceCgroupRules(),
        old.ulimits(),
        old.cgroupParent(),
        old.blockLimits(),
        or(asked.realtimePeriod(), old.realtimePeriod()),
        or(asked.realtimeRuntime(), old.realtimeRuntime()),
        old.deviceRequests(),
        old.discarded());
  }

  private static long or(long asked, long old) {
    return asked == 0 ? old : asked;
  }
}
