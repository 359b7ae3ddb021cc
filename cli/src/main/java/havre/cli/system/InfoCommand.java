package havre.cli.system;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.command.Output;
import havre.cli.command.Version;
import havre.cli.flag.StringValue;
import havre.cli.format.Inspecting;
import havre.cli.format.Sizes;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.client.json.JsonValue;
import java.util.List;

/// `info`: what the engine is and has.
public final class InfoCommand extends Command {
  private final StringValue format;

  public InfoCommand() {
    format = flags().string("format", 'f', Inspecting.HELP);
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Display system-wide information";
  }

  @Override
  public List<String> paths() {
    return List.of("system info", "info");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    if (!format.get().isEmpty()) {
      JsonObject info = context.engine().system().info();
      info.put(
          "ClientInfo", new JsonObject().put("Version", Version.NUMBER).put("Context", "default"));
      context.out().line(String.valueOf(Inspecting.formatted(format.get(), info)));
      return 0;
    }
    Output out = context.out();
    out.line("Client: Havre").line(" Version:    " + Version.NUMBER).line(" Context:    default");
    out.line(" Debug Mode: false").line("").line("Server:").flush();
    JsonObject info = context.engine().system().info();
    counts(out, info);
    engine(out, info);
    machine(out, info);
    for (String warning : info.array("Warnings").strings()) {
      context.err().line(warning);
    }
    return 0;
  }

  private static void counts(Output out, JsonObject info) {
    row(out, " Containers", info.number("Containers"));
    row(out, "  Running", info.number("ContainersRunning"));
    row(out, "  Paused", info.number("ContainersPaused"));
    row(out, "  Stopped", info.number("ContainersStopped"));
    row(out, " Images", info.number("Images"));
  }

  private static void engine(Output out, JsonObject info) {
    row(out, " Server Version", info.string("ServerVersion"));
    row(out, " Storage Driver", info.string("Driver"));
    for (JsonValue pair : info.array("DriverStatus")) {
      if (pair instanceof JsonArray both && both.strings().size() == 2) {
        row(out, "  " + both.strings().getFirst(), both.strings().getLast());
      }
    }
    row(out, " Logging Driver", info.string("LoggingDriver"));
    row(out, " Cgroup Driver", info.string("CgroupDriver"));
    row(out, " Cgroup Version", info.string("CgroupVersion"));
    JsonObject plugins = info.object("Plugins");
    out.line(" Plugins:");
    row(out, "  Volume", String.join(" ", plugins.array("Volume").strings()));
    row(out, "  Network", String.join(" ", plugins.array("Network").strings()));
    row(out, "  Log", String.join(" ", plugins.array("Log").strings()));
    String swarm = info.object("Swarm").string("LocalNodeState");
    row(out, " Swarm", swarm.isEmpty() ? "inactive" : swarm);
    if (info.has("Runtimes")) {
      row(out, " Runtimes", String.join(" ", info.object("Runtimes").names()));
      row(out, " Default Runtime", info.string("DefaultRuntime"));
    }
    if (info.has("InitBinary")) {
      row(out, " Init Binary", info.string("InitBinary"));
    }
    commit(out, info, "containerd version", "ContainerdCommit");
    commit(out, info, "runc version", "RuncCommit");
    commit(out, info, "init version", "InitCommit");
    out.line(" Security Options:");
    for (String option : info.array("SecurityOptions").strings()) {
      security(out, option);
    }
  }

  private static void commit(Output out, JsonObject info, String label, String name) {
    if (info.has(name)) {
      row(out, " " + label, info.object(name).string("ID"));
    }
  }

  private static void security(Output out, String option) {
    for (String part : option.split(",", -1)) {
      if (part.startsWith("name=")) {
        out.line("  " + part.substring(5));
      } else if (part.startsWith("profile=")) {
        out.line("   Profile: " + part.substring(8));
      } else {
        out.line("   " + part);
      }
    }
  }

  private static void machine(Output out, JsonObject info) {
    row(out, " Kernel Version", info.string("KernelVersion"));
    row(out, " Operating System", info.string("OperatingSystem"));
    row(out, " OSType", info.string("OSType"));
    row(out, " Architecture", info.string("Architecture"));
    row(out, " CPUs", info.number("NCPU"));
    row(out, " Total Memory", Sizes.binary(info.number("MemTotal")));
    row(out, " Name", info.string("Name"));
    row(out, " ID", info.string("ID"));
    row(out, " Docker Root Dir", info.string("DockerRootDir"));
    row(out, " Debug Mode", info.bool("Debug"));
    row(out, " Experimental", info.bool("ExperimentalBuild"));
    JsonArray insecure = info.object("RegistryConfig").array("InsecureRegistryCIDRs");
    if (!insecure.isEmpty()) {
      out.line(" Insecure Registries:");
      for (String range : insecure.strings()) {
        out.line("  " + range);
      }
    }
    row(out, " Live Restore Enabled", info.bool("LiveRestoreEnabled"));
    out.line("");
  }

  private static void row(Output out, String label, Object value) {
    out.line(label + ": " + value);
  }
}
