package havre.cli.create;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.DurationValue;
import havre.cli.flag.Flag;
import havre.cli.flag.FlagSet;
import havre.cli.flag.IntValue;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What runs, as whom, with which environment and streams, and how its health is seen.
public final class ProcessFlags {
  private final FlagSet flags;
  private final ListValue attach;
  private final BoolValue interactive;
  private final BoolValue tty;
  private final ListValue env;
  private final ListValue envFile;
  private final ListValue labels;
  private final ListValue labelFile;
  private final StringValue entrypoint;
  private final StringValue user;
  private final StringValue workdir;
  private final StringValue hostname;
  private final StringValue domainname;
  private final StringValue stopSignal;
  private final IntValue stopTimeout;
  private final StringValue healthCmd;
  private final DurationValue healthInterval;
  private final IntValue healthRetries;
  private final DurationValue healthTimeout;
  private final DurationValue healthStartPeriod;
  private final DurationValue healthStartInterval;
  private final BoolValue noHealthcheck;

  ProcessFlags(FlagSet flags) {
    this.flags = flags;
    attach = flags.list("attach", 'a', "Attach to STDIN, STDOUT or STDERR", ProcessFlags::stream);
    interactive = flags.bool("interactive", 'i', "Keep STDIN open even if not attached");
    tty = flags.bool("tty", 't', "Allocate a pseudo-TTY");
    env = flags.list("env", 'e', "Set environment variables", ProcessFlags::variable);
    envFile = flags.list("env-file", "Read in a file of environment variables");
    labels = flags.list("label", 'l', "Set meta data on a container", ProcessFlags::label);
    labelFile = flags.list("label-file", "Read in a line delimited file of labels");
    entrypoint = flags.string("entrypoint", "Overwrite the default ENTRYPOINT of the image");
    user = flags.string("user", 'u', "Username or UID (format: <name|uid>[:<group|gid>])");
    workdir = flags.string("workdir", 'w', "Working directory inside the container");
    hostname = flags.string("hostname", 'h', "Container host name");
    domainname = flags.string("domainname", "Container NIS domain name");
    stopSignal = flags.string("stop-signal", "Signal to stop the container");
    stopTimeout = flags.integer("stop-timeout", "Timeout (in seconds) to stop a container");
    healthCmd = flags.string("health-cmd", "Command to run to check health");
    healthInterval = duration("health-interval", "Time between running the check");
    healthRetries =
        flags.integer("health-retries", "Consecutive failures needed to report unhealthy");
    healthTimeout = duration("health-timeout", "Maximum time to allow one check to run");
    healthStartPeriod =
        duration(
            "health-start-period",
            "Start period for the container to initialize before starting health-retries countdown");
    healthStartInterval =
        duration("health-start-interval", "Time between running the check during the start period");
    noHealthcheck = flags.bool("no-healthcheck", "Disable any container-specified HEALTHCHECK");
  }

  private DurationValue duration(String name, String usage) {
    return flags.add(name, Flag.NONE, usage + " (ms|s|m|h)", new DurationValue());
  }

  private static String stream(String text) {
    String stream = text.toLowerCase(Locale.ROOT);
    if (!List.of("stdin", "stdout", "stderr").contains(stream)) {
      throw new IllegalArgumentException("valid streams are STDIN, STDOUT and STDERR");
    }
    return stream;
  }

  /// Checks a variable as an option gives it.
  public static String variable(String text) {
    if (text.isEmpty() || text.startsWith("=")) {
      throw new IllegalArgumentException("invalid environment variable: " + text);
    }
    return text;
  }

  static String label(String text) {
    if (text.isEmpty() || text.startsWith("=")) {
      throw new IllegalArgumentException("invalid label '" + text + "': empty name");
    }
    return text;
  }

  public boolean tty() {
    return tty.get();
  }

  public boolean interactive() {
    return interactive.get();
  }

  public boolean attachGiven() {
    return !attach.isEmpty();
  }

  boolean hostnameGiven() {
    return !hostname.get().isEmpty();
  }

  /// Whether the container's input is attached.
  public boolean attachesStdin() {
    return attach.isEmpty() ? interactive.get() : attach.get().contains("stdin");
  }

  public boolean attachesStdout() {
    return attach.isEmpty() || attach.get().contains("stdout");
  }

  public boolean attachesStderr() {
    return attach.isEmpty() || attach.get().contains("stderr");
  }

  void addTo(Context context, JsonObject config, String image, List<String> command) {
    boolean stdin = attachesStdin();
    config.put("Hostname", hostname.get()).put("Domainname", domainname.get());
    config.put("User", user.get()).put("WorkingDir", workdir.get());
    config.put("AttachStdin", stdin);
    config.put("AttachStdout", attachesStdout());
    config.put("AttachStderr", attachesStderr());
    config.put("Tty", tty.get()).put("OpenStdin", interactive.get());
    config.put("StdinOnce", interactive.get() && stdin);
    config.put("Env", Lists.orNull(EnvFile.environment(context, envFile.get(), env.get())));
    config.put("Cmd", Lists.orNull(command)).put("Image", image).put("OnBuild", null);
    config.put(
        "Entrypoint",
        flags.changed("entrypoint") ? JsonArray.ofStrings(List.of(entrypoint.get())) : null);
    config.put("Labels", Lists.map(EnvFile.labels(context, labelFile.get(), labels.get())));
    if (flags.changed("stop-signal")) {
      config.put("StopSignal", stopSignal.get());
    }
    if (flags.changed("stop-timeout")) {
      config.put("StopTimeout", stopTimeout.get());
    }
    addHealth(config);
  }

  private void addHealth(JsonObject config) {
    boolean any =
        !healthCmd.get().isEmpty()
            || healthInterval.nanos() != 0
            || healthTimeout.nanos() != 0
            || healthStartPeriod.nanos() != 0
            || healthStartInterval.nanos() != 0
            || healthRetries.get() != 0;
    if (noHealthcheck.get()) {
      if (any) {
        throw new CliException(125, "--no-healthcheck conflicts with --health-* options");
      }
      config.put("Healthcheck", new JsonObject().put("Test", List.of("NONE")));
      return;
    }
    if (!any) {
      return;
    }
    notNegative("--health-interval", healthInterval.nanos());
    notNegative("--health-timeout", healthTimeout.nanos());
    notNegative("--health-retries", healthRetries.get());
    notNegative("--health-start-period", healthStartPeriod.nanos());
    notNegative("--health-start-interval", healthStartInterval.nanos());
    var health = new JsonObject();
    if (!healthCmd.get().isEmpty()) {
      health.put("Test", new ArrayList<>(List.of("CMD-SHELL", healthCmd.get())));
    }
    putNonZero(health, "Interval", healthInterval.nanos());
    putNonZero(health, "Timeout", healthTimeout.nanos());
    putNonZero(health, "StartPeriod", healthStartPeriod.nanos());
    putNonZero(health, "StartInterval", healthStartInterval.nanos());
    putNonZero(health, "Retries", healthRetries.get());
    config.put("Healthcheck", health);
  }

  private static void notNegative(String option, long value) {
    if (value < 0) {
      throw new CliException(125, option + " cannot be negative");
    }
  }

  private static void putNonZero(JsonObject object, String name, long value) {
    if (value != 0) {
      object.put(name, value);
    }
  }
}
