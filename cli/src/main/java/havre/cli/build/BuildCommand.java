package havre.cli.build;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.create.UlimitsValue;
import havre.cli.flag.BoolValue;
import havre.cli.flag.BytesValue;
import havre.cli.flag.Flag;
import havre.cli.flag.IntValue;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.cli.registry.Credentials;
import havre.cli.terminal.Console;
import havre.client.JsonStream;
import havre.client.Query;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `build`: makes an image of a Dockerfile and the files beside it.
public final class BuildCommand extends Command {
  private final ListValue addHost;
  private final ListValue buildArg;
  private final ListValue cacheFrom;
  private final StringValue cgroupParent;
  private final BoolValue compress;
  private final IntValue cpuPeriod;
  private final IntValue cpuQuota;
  private final IntValue cpuShares;
  private final StringValue cpusetCpus;
  private final StringValue cpusetMems;
  private final BoolValue withoutTrust = new BoolValue(true);
  private final StringValue file;
  private final BoolValue forceRm;
  private final StringValue iidFile;
  private final StringValue isolation;
  private final ListValue label;
  private final BytesValue memory = new BytesValue();
  private final BytesValue memorySwap = new BytesValue(true);
  private final StringValue network = new StringValue("default");
  private final BoolValue noCache;
  private final StringValue platform;
  private final BoolValue pull;
  private final BoolValue quiet;
  private final BoolValue rm = new BoolValue(true);
  private final ListValue securityOpt;
  private final BytesValue shmSize = new BytesValue();
  private final ListValue tag;
  private final StringValue target;
  private final UlimitsValue ulimit = new UlimitsValue();

  public BuildCommand() {
    addHost = flags().list("add-host", "Add a custom host-to-IP mapping (\"host:ip\")");
    buildArg = flags().list("build-arg", "Set build-time variables");
    cacheFrom =
        flags()
            .add(
                "cache-from",
                Flag.NONE,
                "Images to consider as cache sources",
                new ListValue("strings", "", text -> text));
    cgroupParent =
        flags()
            .string(
                "cgroup-parent", "Set the parent cgroup for the \"RUN\" instructions during build");
    compress = flags().bool("compress", "Compress the build context using gzip");
    cpuPeriod =
        flags().integer("cpu-period", "Limit the CPU CFS (Completely Fair Scheduler) period");
    cpuQuota = flags().integer("cpu-quota", "Limit the CPU CFS (Completely Fair Scheduler) quota");
    cpuShares = flags().integer("cpu-shares", 'c', "CPU shares (relative weight)");
    cpusetCpus = flags().string("cpuset-cpus", "CPUs in which to allow execution (0-3, 0,1)");
    cpusetMems = flags().string("cpuset-mems", "MEMs in which to allow execution (0-3, 0,1)");
    flags().add("disable-content-trust", Flag.NONE, "Skip image verification", withoutTrust);
    file = flags().string("file", 'f', "Name of the Dockerfile (Default is \"PATH/Dockerfile\")");
    forceRm = flags().bool("force-rm", "Always remove intermediate containers");
    iidFile = flags().string("iidfile", "Write the image ID to the file");
    isolation = flags().string("isolation", "Container isolation technology");
    label = flags().list("label", "Set metadata for an image");
    flags().add("memory", 'm', "Memory limit", memory);
    flags()
        .add(
            "memory-swap",
            Flag.NONE,
            "Swap limit equal to memory plus swap: -1 to enable unlimited swap",
            memorySwap);
    flags()
        .add(
            "network",
            Flag.NONE,
            "Set the networking mode for the RUN instructions during build",
            network);
    noCache = flags().bool("no-cache", "Do not use cache when building the image");
    platform = flags().string("platform", "Set platform if server is multi-platform capable");
    pull = flags().bool("pull", "Always attempt to pull a newer version of the image");
    quiet = flags().bool("quiet", 'q', "Suppress the build output and print image ID on success");
    flags().add("rm", Flag.NONE, "Remove intermediate containers after a successful build", rm);
    securityOpt =
        flags()
            .add(
                "security-opt",
                Flag.NONE,
                "Security options",
                new ListValue("strings", "", text -> text));
    flags().add("shm-size", Flag.NONE, "Size of \"/dev/shm\"", shmSize);
    tag =
        flags()
            .list(
                "tag",
                't',
                "Name and optionally a tag in the \"name:tag\" format",
                BuildCommand::name);
    target = flags().string("target", "Set the target build stage to build.");
    flags().add("ulimit", Flag.NONE, "Ulimit options", ulimit);
  }

  private static String name(String text) {
    try {
      ImageReference.parse(text);
      return text;
    } catch (HavreException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public String usage() {
    return "[OPTIONS] PATH | URL | -";
  }

  @Override
  public String summary() {
    return "Build an image from a Dockerfile";
  }

  @Override
  public List<String> paths() {
    return List.of("image build", "build", "builder build");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    if (!withoutTrust.get()) {
      throw new CliException("content trust is not supported");
    }
    Path iid = iidFile.get().isEmpty() ? null : context.invocation().file(iidFile.get());
    try (BuildInput input =
        BuildInput.open(context, arguments.getFirst(), file.get(), compress.get())) {
      if (iid != null) {
        Files.deleteIfExists(iid);
      }
      JsonStream answer =
          context
              .engine()
              .images()
              .build(input.archive(), query(context, input), Credentials.of(context).allAsHeader());
      boolean live = !quiet.get() && context.console().isTerminal(Console.Stream.OUT);
      String id = new BuildOutput(context, live).show(answer);
      if (iid != null) {
        Files.writeString(iid, id);
      }
      return 0;
    } catch (BuildOutput.Failed e) {
      context.err().line(String.valueOf(e.getMessage())).flush();
      return e.exitCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Query query(Context context, BuildInput input) {
    var query =
        new Query()
            .with("remote", input.remote())
            .with("dockerfile", input.dockerfile())
            .all("t", tag.get())
            .all("extrahosts", addHost.get())
            .all("securityopt", securityOpt.get())
            .with("q", quiet.get())
            .with("nocache", noCache.get())
            .with("pull", pull.get())
            .with("forcerm", forceRm.get())
            .always("rm", rm.get() ? "1" : "0")
            .with("target", target.get())
            .with("platform", platform.get())
            .with("isolation", isolation.get())
            .with("cgroupparent", cgroupParent.get())
            .with("cpusetcpus", cpusetCpus.get())
            .with("cpusetmems", cpusetMems.get())
            .with("networkmode", network.get());
    number(query, "cpuperiod", cpuPeriod.get());
    number(query, "cpuquota", cpuQuota.get());
    number(query, "cpushares", cpuShares.get());
    number(query, "memory", memory.get());
    number(query, "memswap", memorySwap.get());
    number(query, "shmsize", shmSize.get());
    return query
        .always("buildargs", arguments(context).toString())
        .always("labels", pairs(label.get()).toString())
        .always("cachefrom", array(cacheFrom.get()).toString())
        .always("ulimits", ulimit.json().toString());
  }

  private static void number(Query query, String name, long value) {
    query.with(name, value == 0 ? "" : Long.toString(value));
  }

  private static JsonArray array(List<String> values) {
    return JsonArray.ofStrings(values);
  }

  private static JsonObject pairs(List<String> values) {
    var pairs = new JsonObject();
    for (String text : values) {
      int equals = text.indexOf('=');
      pairs.put(
          equals < 0 ? text : text.substring(0, equals),
          equals < 0 ? "" : text.substring(equals + 1));
    }
    return pairs;
  }

  /// One without a value has that of the environment; one that is not there either has none.
  private JsonObject arguments(Context context) {
    var pairs = new JsonObject();
    for (String text : buildArg.get()) {
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      if (equals >= 0) {
        pairs.put(name, text.substring(equals + 1));
      } else if (context.invocation().environment().containsKey(name)) {
        pairs.put(name, context.invocation().variable(name));
      } else {
        pairs.put(name, null);
      }
    }
    return pairs;
  }
}
