package havre.cli.create;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.flag.FlagSet;
import havre.cli.flag.ListValue;
import havre.cli.flag.MapValue;
import havre.cli.flag.StringValue;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Namespaces, privileges, devices, and how the engine runs and logs the container.
final class IsolationFlags {
  private final FlagSet flags;
  private final MapValue annotations = new MapValue();
  private final MapValue sysctls = new MapValue(IsolationFlags::sysctl);
  private final ListValue capAdd;
  private final ListValue capDrop;
  private final StringValue cgroupParent;
  private final StringValue cgroupns;
  private final ListValue devices;
  private final ListValue deviceRules;
  private final GpusValue gpus = new GpusValue();
  private final ListValue groups;
  private final StringValue healthOnFailure;
  private final BoolValue init;
  private final StringValue ipc;
  private final StringValue isolation;
  private final StringValue logDriver;
  private final ListValue logOptions;
  private final StringValue pid;
  private final BoolValue privileged;
  private final StringValue restart;
  private final BoolValue remove;
  private final StringValue runtime;
  private final ListValue security;
  private final StringValue systemd;
  private final StringValue userns;
  private final StringValue uts;

  IsolationFlags(FlagSet flags) {
    this.flags = flags;
    flags.add(
        "annotation",
        Flag.NONE,
        "Add an annotation to the container (passed through to the OCI runtime)",
        annotations);
    capAdd = flags.list("cap-add", "Add Linux capabilities");
    capDrop = flags.list("cap-drop", "Drop Linux capabilities");
    cgroupParent = flags.string("cgroup-parent", "Optional parent cgroup for the container");
    cgroupns =
        flags.string(
            "cgroupns",
            """
            Cgroup namespace to use (host|private)
            'host':    Run the container in the Docker host's cgroup namespace
            'private': Run the container in its own private cgroup namespace
            '':        Use the cgroup namespace as configured by the
                       default-cgroupns-mode option on the daemon (default)\
            """);
    devices = flags.list("device", "Add a host device to the container");
    deviceRules =
        flags.list(
            "device-cgroup-rule",
            "Add a rule to the cgroup allowed devices list",
            IsolationFlags::deviceRule);
    flags.add(
        "gpus", Flag.NONE, "GPU devices to add to the container ('all' to pass all GPUs)", gpus);
    groups = flags.list("group-add", "Add additional groups to join");
    healthOnFailure =
        flags.string(
            "health-on-failure",
            "What to do with a container that is unhealthy (none|kill|restart|stop)");
    init =
        flags.bool(
            "init", "Run an init inside the container that forwards signals and reaps processes");
    ipc = flags.string("ipc", "IPC mode to use");
    isolation = flags.string("isolation", "Container isolation technology");
    logDriver = flags.string("log-driver", "Logging driver for the container");
    logOptions = flags.list("log-opt", "Log driver options");
    pid = flags.string("pid", "PID namespace to use");
    privileged = flags.bool("privileged", "Give extended privileges to this container");
    restart =
        flags.add(
            "restart",
            Flag.NONE,
            "Restart policy to apply when a container exits",
            new StringValue("no"));
    remove =
        flags.bool(
            "rm",
            "Automatically remove the container and its associated anonymous volumes when it exits");
    runtime = flags.string("runtime", "Runtime to use for this container");
    security = flags.list("security-opt", "Security Options");
    flags.add("sysctl", Flag.NONE, "Sysctl options", sysctls);
    systemd =
        flags.string(
            "systemd",
            "Give the container what an init needs (auto|always|false): auto where its command is one");
    userns = flags.string("userns", "User namespace to use");
    uts = flags.string("uts", "UTS namespace to use");
  }

  boolean autoRemove() {
    return remove.get();
  }

  private static String sysctl(String text) {
    String name = text.indexOf('=') < 0 ? "" : text;
    for (String allowed :
        List.of(
            "kernel.msgmax=",
            "kernel.msgmnb=",
            "kernel.msgmni=",
            "kernel.sem=",
            "kernel.shmall=",
            "kernel.shmmax=",
            "kernel.shmmni=",
            "kernel.shm_rmid_forced=",
            "net.",
            "fs.mqueue.")) {
      if (name.startsWith(allowed)) {
        return text;
      }
    }
    throw new IllegalArgumentException("sysctl '" + text + "' is not allowed");
  }

  private static String deviceRule(String text) {
    String[] parts = text.split(" ", -1);
    boolean fits =
        parts.length == 3
            && List.of("a", "b", "c").contains(parts[0])
            && isMajorMinor(parts[1])
            && isAccess(parts[2]);
    if (!fits) {
      throw new IllegalArgumentException("invalid device cgroup format '" + text + "'");
    }
    return text;
  }

  private static boolean isMajorMinor(String text) {
    int colon = text.indexOf(':');
    return colon > 0 && isNumber(text.substring(0, colon)) && isNumber(text.substring(colon + 1));
  }

  private static boolean isNumber(String text) {
    return text.equals("*") || (!text.isEmpty() && text.chars().allMatch(Character::isDigit));
  }

  /// Some of `rwm`, each at most once.
  static boolean isAccess(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("rwm".indexOf(text.charAt(i)) < 0 || text.indexOf(text.charAt(i)) != i) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  void addTo(Context context, JsonObject host) {
    mode(host, "PidMode", pid, "--pid: invalid PID mode", "host");
    mode(host, "UTSMode", uts, "--uts: invalid UTS mode", "host");
    mode(host, "UsernsMode", userns, "--userns: invalid USER mode", "host");
    mode(host, "CgroupnsMode", cgroupns, "--cgroupns: invalid CGROUP mode", "host", "private");
    host.put("IpcMode", ipc.get()).put("CgroupParent", cgroupParent.get());
    host.put("Isolation", isolation.get()).put("Privileged", privileged.get());
    host.put("CapAdd", Lists.orNull(capabilities(capAdd.get())));
    host.put("CapDrop", Lists.orNull(capabilities(capDrop.get())));
    host.put("GroupAdd", Lists.orNull(groups.get()));
    Devices.addTo(host, devices.get(), gpus);
    host.put("DeviceCgroupRules", Lists.orNull(deviceRules.get()));
    if (!runtime.get().isEmpty()) {
      host.put("Runtime", runtime.get());
    }
    if (flags.changed("init")) {
      host.put("Init", init.get());
    }
    if (!sysctls.get().isEmpty()) {
      host.put("Sysctls", Lists.map(sysctls.get()));
    }
    JsonObject all = Lists.map(annotations.get());
    annotate(all, "havre.health-on-failure", healthOnFailure);
    annotate(all, "havre.systemd", systemd);
    if (!all.isEmpty()) {
      host.put("Annotations", all);
    }
    SecurityOptions.addTo(context, host, security.get());
    addLog(host);
    host.put("RestartPolicy", RestartPolicy.parse(restart.get()));
    host.put("AutoRemove", remove.get());
    if (remove.get()
        && !List.of("", "no").contains(RestartPolicy.parse(restart.get()).string("Name"))) {
      throw new CliException(125, "conflicting options: cannot specify both --restart and --rm");
    }
  }

  /// What Docker's API has no field for.
  private static void annotate(JsonObject annotations, String name, StringValue value) {
    if (!value.get().isEmpty()) {
      annotations.put(name, value.get());
    }
  }

  private static void mode(
      JsonObject host, String name, StringValue value, String complaint, String... allowed) {
    String mode = value.get();
    boolean container =
        name.equals("PidMode") && mode.startsWith("container:") && mode.length() > 10;
    if (!mode.isEmpty() && !container && !List.of(allowed).contains(mode)) {
      throw new CliException(125, complaint);
    }
    host.put(name, mode);
  }

  private static List<String> capabilities(List<String> given) {
    var all = new ArrayList<String>();
    for (String name : given) {
      String upper = name.strip().toUpperCase(Locale.ROOT);
      String full = upper.equals("ALL") || upper.startsWith("CAP_") ? upper : "CAP_" + upper;
      if (full.equals("ALL")) {
        return List.of("ALL");
      }
      if (!all.contains(full)) {
        all.add(full);
      }
    }
    java.util.Collections.sort(all);
    return all;
  }

  private void addLog(JsonObject host) {
    if (logDriver.get().equals("none") && !logOptions.isEmpty()) {
      throw new CliException(125, "invalid logging opts for driver none");
    }
    host.put(
        "LogConfig",
        new JsonObject().put("Type", logDriver.get()).put("Config", Lists.map(logOptions.get())));
  }
}
