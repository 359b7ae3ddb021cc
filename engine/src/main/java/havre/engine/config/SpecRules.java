package havre.engine.config;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerSpec;
import havre.engine.container.HealthCheck;
import havre.engine.container.HostOptions;
import havre.network.HostsFile;
import havre.runtime.security.CapabilitySet;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The rules for a request as it comes, before the image is known, with Docker's texts.
public final class SpecRules {
  private static final String ANY_GATEWAY = "0.0.0.0";
  private static final int OOM_SCORE_LIMIT = 1000;
  private static final Duration SHORTEST_PROBE = Duration.ofMillis(1);
  private static final Set<String> POLICIES =
      Set.of("", "no", "always", "on-failure", "unless-stopped");

  private final ResourceRules resources;

  public SpecRules(ResourceRules resources) {
    this.resources = resources;
  }

  public ResourceRules resources() {
    return resources;
  }

  /// Refuses what cannot be, and fills in what follows from the rest.
  public ContainerSpec check(ContainerSpec spec, List<String> warnings) {
    checkConfig(spec.config());
    HostOptions host = EngineAnnotations.withLabels(spec);
    checkHost(host);
    host.storage().mounts().forEach(MountRules::checkEntry);
    NamespaceRules.check(spec);
    HealthFailureAction.of(host);
    SystemMode.of(host);
    PortRules.check(host.networking(), warnings);
    refuseUnbuilt(spec);
    CapabilitySet.resolve(
        false, host.privileges().capAdd(), host.privileges().capDrop(), CapabilitySet.defaults());
    return new ContainerSpec(
        spec.config(),
        host.withResources(resources.check(host.resources(), false, warnings)),
        spec.endpoints());
  }

  private static void checkConfig(ContainerConfig config) {
    if (!config.workingDir().isEmpty() && !config.workingDir().startsWith("/")) {
      throw HavreException.invalid(
          "the working directory '%s' is invalid, it needs to be an absolute path"
              .formatted(config.workingDir()));
    }
    if (!config.stopSignal().isEmpty()) {
      Signals.parse(config.stopSignal());
    }
    for (String entry : config.env()) {
      if (entry.isEmpty() || entry.startsWith("=") || entry.indexOf('\0') >= 0) {
        throw HavreException.invalid("invalid environment variable: " + entry);
      }
    }
    HealthCheck health = config.healthCheck();
    if (health != null) {
      requireProbeTime("Interval", health.interval());
      requireProbeTime("Timeout", health.timeout());
      requireProbeTime("StartPeriod", health.startPeriod());
      requireProbeTime("StartInterval", health.startInterval());
      if (health.retries() < 0) {
        throw HavreException.invalid("Retries in Healthcheck cannot be negative");
      }
    }
  }

  private static void requireProbeTime(String name, Duration time) {
    if (!time.isZero() && time.compareTo(SHORTEST_PROBE) < 0) {
      throw HavreException.invalid(name + " in Healthcheck cannot be less than 1ms");
    }
  }

  private static void checkHost(HostOptions host) {
    checkRestart(host);
    if (Math.abs(host.oomScoreAdj()) > OOM_SCORE_LIMIT) {
      throw HavreException.invalid(
          "Invalid value %d, range for oom score adj is [-1000, 1000]"
              .formatted(host.oomScoreAdj()));
    }
    if (host.shmSize() < 0) {
      throw HavreException.invalid("SHM size can not be less than 0");
    }
    for (String entry : host.networking().extraHosts()) {
      int colon = entry.indexOf(':');
      if (colon <= 0 || colon == entry.length() - 1) {
        throw HavreException.invalid("bad format for add-host: \"" + entry + "\"");
      }
      HostsFile.Entry.parse(entry, ANY_GATEWAY);
    }
    if (host.annotations().containsKey("")) {
      throw HavreException.invalid(
          "invalid Annotations: the empty string is not permitted as an annotation key");
    }
    for (String destination : host.storage().tmpfs().keySet()) {
      BindSpec.requireTmpfsTarget(destination);
    }
    if (!host.runtime().isEmpty()
        && !host.runtime().equals("runc")
        && !host.runtime().equals("io.containerd.runc.v2")) {
      throw HavreException.invalid("unknown or invalid runtime name: " + host.runtime());
    }
  }

  private static void checkRestart(HostOptions host) {
    checkRestart(host.restartPolicy());
    if (host.autoRemove() && !host.restartPolicy().none()) {
      throw HavreException.invalid("can't create 'AutoRemove' container with restart policy");
    }
  }

  /// Refuses a policy that there is not.
  public static void checkRestart(HostOptions.RestartPolicy policy) {
    if (!POLICIES.contains(policy.name())) {
      throw HavreException.invalid(
          "invalid restart policy: unknown policy '%s'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'"
              .formatted(policy.name()));
    }
    if (policy.maximumRetryCount() < 0) {
      throw HavreException.invalid(
          "invalid restart policy: maximum retry count cannot be negative");
    }
    if (policy.maximumRetryCount() != 0 && !policy.name().equals("on-failure")) {
      throw HavreException.invalid(
          "invalid restart policy: maximum retry count can only be used with 'on-failure'");
    }
  }

  private static void refuseUnbuilt(ContainerSpec spec) {
    spec.host().networking().links().forEach(LinkSpec::parse);
  }

  private static HavreException unbuilt(String what) {
    return new HavreException(ErrorKind.NOT_SUPPORTED, what + " are not supported by this release");
  }
}
