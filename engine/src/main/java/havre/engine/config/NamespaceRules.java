package havre.engine.config;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.container.ContainerSpec;
import havre.engine.container.HostOptions;
import havre.network.HostsFile;
import java.util.Set;

/// The rules for namespaces and the options that contradict each other, with Docker's texts.
final class NamespaceRules {
  private static final String CONTAINER = "container:";
  private static final String ANY_ADDRESS = "0.0.0.0";

  private NamespaceRules() {}

  static void check(ContainerSpec spec) {
    HostOptions.Namespaces asked = spec.host().namespaces();
    require("IPC", asked.ipcMode(), Set.of("", "none", "private", "shareable", "host"), true);
    require("PID", asked.pidMode(), Set.of("", "host", "private"), true);
    require("UTS", asked.utsMode(), Set.of("", "host", "private"), false);
    require("cgroup namespace", asked.cgroupnsMode(), Set.of("", "host", "private"), false);
    if (!asked.usernsMode().isEmpty() && !asked.usernsMode().equals("host")) {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, "user namespace mode not supported: " + asked.usernsMode());
    }
    checkNetwork(spec);
    if (asked.utsMode().equals("host") && !spec.config().hostname().isEmpty()) {
      throw conflicting("hostname and the UTS mode");
    }
  }

  private static void require(String kind, String mode, Set<String> allowed, boolean joins) {
    boolean join = joins && mode.startsWith(CONTAINER) && mode.length() > CONTAINER.length();
    if (!allowed.contains(mode) && !join) {
      throw HavreException.invalid("invalid %s mode: %s".formatted(kind, mode));
    }
  }

  private static void checkNetwork(ContainerSpec spec) {
    HostOptions.Networking network = spec.host().networking();
    String mode = network.mode();
    if (mode.equals(CONTAINER)) {
      throw HavreException.invalid(
          "Invalid network mode: invalid container format container:<name|id>");
    }
    network.extraHosts().forEach(host -> HostsFile.Entry.parse(host, ANY_ADDRESS));
    if (!mode.startsWith(CONTAINER)) {
      EndpointRules.checkMac(mode.equals("default") ? "bridge" : mode, spec.config().macAddress());
      if (mode.equals("host") && !network.links().isEmpty()) {
        throw conflicting(
            "host type networking can't be used with links. This would result in undefined behavior");
      }
      return;
    }
    if (!spec.config().hostname().isEmpty()) {
      throw conflicting("hostname and the network mode");
    }
    if (!network.links().isEmpty()) {
      throw conflicting(
          "container type network can't be used with links. This would result in undefined behavior");
    }
    if (!network.dns().isEmpty()) {
      throw conflicting("dns and the network mode");
    }
    if (!network.extraHosts().isEmpty()) {
      throw conflicting("custom host-to-IP mapping and the network mode");
    }
    if (!spec.config().macAddress().isEmpty()) {
      throw conflicting("mac-address and the network mode");
    }
    if (!network.portBindings().isEmpty() || network.publishAllPorts()) {
      throw conflicting("port publishing and the container type network mode");
    }
    if (!spec.config().exposedPorts().isEmpty()) {
      throw conflicting("port exposing and the container type network mode");
    }
  }

  private static HavreException conflicting(String what) {
    return HavreException.invalid("conflicting options: " + what);
  }
}
