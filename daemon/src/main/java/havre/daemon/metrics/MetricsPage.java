package havre.daemon.metrics;

import havre.common.HavreException;
import havre.engine.Filters;
import havre.engine.container.ContainerView;
import havre.engine.container.Containers;
import havre.engine.container.ResourceUsage;
import havre.engine.system.EngineInfo;
import havre.engine.system.EngineVersion;
import havre.engine.system.SystemInformation;
import havre.transport.Handler;
import havre.transport.Request;
import havre.transport.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// `/metrics`: Docker's own metrics under Docker's names, and what each container uses.
public final class MetricsPage implements Handler {
  private static final double NANOS = 1e9;

  private final SystemInformation system;
  private final Containers containers;
  private final ActionTimes actions;

  public MetricsPage(SystemInformation system, Containers containers, ActionTimes actions) {
    this.system = system;
    this.containers = containers;
    this.actions = actions;
  }

  @Override
  public void handle(Request request, Response response) {
    if (!request.path().equals("/metrics")) {
      response.send(
          404,
          "text/plain; charset=utf-8",
          "404 page not found\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    response.send(200, Exposition.CONTENT_TYPE, page().getBytes(StandardCharsets.UTF_8));
  }

  private String page() {
    var page = new Exposition();
    EngineInfo info = system.info();
    EngineVersion version = system.version();
    String states = "engine_daemon_container_states_containers";
    page.describe(states, "gauge", "The count of containers in various states")
        .sample(states, Map.of("state", "paused"), info.counts().paused())
        .sample(states, Map.of("state", "running"), info.counts().running())
        .sample(states, Map.of("state", "stopped"), info.counts().stopped());
    gauge(
        page,
        "engine_daemon_engine_cpus_cpus",
        "The number of cpus that the host system of the engine has",
        info.host().cpus());
    gauge(
        page,
        "engine_daemon_engine_memory_bytes",
        "The number of bytes of memory that the host system of the engine has",
        info.host().memory());
    String name = "engine_daemon_engine_info";
    page.describe(
            name, "gauge", "The information related to the engine and the OS it is running on")
        .sample(
            name,
            new TreeMap<>(
                Map.of(
                    "architecture", info.host().architecture(),
                    "daemon_id", info.id(),
                    "kernel", info.host().kernelVersion(),
                    "os", info.host().operatingSystem(),
                    "os_type", "linux",
                    "version", version.version())),
            1);
    actions.write(page);
    writeUsage(page);
    return page.toString();
  }

  private void writeUsage(Exposition page) {
    List<ResourceUsage> usages =
        containers.list(new Containers.ListOptions(false, 0, false, Filters.NONE)).stream()
            .flatMap(view -> usage(view).stream())
            .toList();
    each(
        page,
        usages,
        "havre_container_cpu_seconds_total",
        "counter",
        "Processor time used",
        u -> u.cpuNanos() / NANOS);
    each(
        page,
        usages,
        "havre_container_memory_usage_bytes",
        "gauge",
        "Memory used",
        ResourceUsage::memoryUsage);
    each(
        page,
        usages,
        "havre_container_memory_limit_bytes",
        "gauge",
        "Memory that may be used",
        ResourceUsage::memoryLimit);
    each(
        page,
        usages,
        "havre_container_processes",
        "gauge",
        "Processes and threads",
        ResourceUsage::pids);
    each(
        page,
        usages,
        "havre_container_network_receive_bytes_total",
        "counter",
        "Bytes received",
        u ->
            u.networks().values().stream().mapToLong(ResourceUsage.NetworkCounters::rxBytes).sum());
    each(
        page,
        usages,
        "havre_container_network_transmit_bytes_total",
        "counter",
        "Bytes sent",
        u ->
            u.networks().values().stream().mapToLong(ResourceUsage.NetworkCounters::txBytes).sum());
  }

  /// One that has gone since it was listed counts no more.
  private Optional<ResourceUsage> usage(ContainerView view) {
    try {
      return Optional.of(containers.usage(view.id().value()));
    } catch (HavreException _) {
      return Optional.empty();
    }
  }

  private static void gauge(Exposition page, String name, String help, double value) {
    page.describe(name, "gauge", help).sample(name, Map.of(), value);
  }

  private static void each(
      Exposition page,
      List<ResourceUsage> usages,
      String name,
      String type,
      String help,
      ToDoubleFunction<ResourceUsage> value) {
    page.describe(name, type, help);
    for (ResourceUsage usage : usages) {
      page.sample(
          name,
          new TreeMap<>(Map.of("id", usage.id(), "name", usage.name())),
          value.applyAsDouble(usage));
    }
  }
}
