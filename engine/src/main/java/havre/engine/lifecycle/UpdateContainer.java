package havre.engine.lifecycle;

import havre.engine.config.ResourceRules;
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
    Container container = registry.resolve(ref);
    try (var _ = container.beginPresent(ref)) {
      Definition definition = container.definition();
      HostOptions host = definition.spec().host();
      Resources merged = merge(host.resources(), asked);
      Resources checked = new ResourceRules(parts.launchSettings().cpus()).check(merged, warnings);
      HostOptions changed = host.withResources(checked);
      if (policy != null && !policy.name().isEmpty()) {
        changed = changed.withRestartPolicy(policy);
      }
      Run run = container.run();
      if (run != null) {
        run.process().limit(LaunchPlan.limits(checked, List.of()));
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
        old.cgroupParent());
  }

  private static long or(long asked, long old) {
    return asked == 0 ? old : asked;
  }
}
