package havre.oci.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Changes an [ImageConfig] field by field, as the instructions of a Dockerfile do.
public final class ImageConfigBuilder {
  private final ImageConfig base;
  private @Nullable String user;
  private @Nullable String workingDir;
  private @Nullable String stopSignal;
  private @Nullable List<String> env;
  private @Nullable List<String> cmd;
  private @Nullable List<String> entrypoint;
  private @Nullable List<String> onBuild;
  private @Nullable List<String> shell;
  private @Nullable Map<String, Map<String, Object>> exposedPorts;
  private @Nullable Map<String, Map<String, Object>> volumes;
  private @Nullable Map<String, String> labels;
  private @Nullable Healthcheck healthcheck;

  public ImageConfigBuilder() {
    this(NOTHING);
  }

  private static final ImageConfig NOTHING =
      new ImageConfig(
          null, null, null, false, false, false, null, false, false, false, null, null, null, false,
          null, null, null, null, false, null, null, null, null, null, null);

  ImageConfigBuilder(ImageConfig base) {
    this.base = base;
    user = base.user();
    workingDir = base.workingDir();
    stopSignal = base.stopSignal();
    env = base.env();
    cmd = base.cmd();
    entrypoint = base.entrypoint();
    onBuild = base.onBuild();
    shell = base.shell();
    exposedPorts = base.exposedPorts();
    volumes = base.volumes();
    labels = base.labels();
    healthcheck = base.healthcheck();
  }

  public ImageConfigBuilder user(String value) {
    user = value;
    return this;
  }

  public ImageConfigBuilder workingDir(String value) {
    workingDir = value;
    return this;
  }

  public @Nullable String workingDir() {
    return workingDir;
  }

  public ImageConfigBuilder stopSignal(String value) {
    stopSignal = value;
    return this;
  }

  /// Sets one variable, in place of an earlier value of the same name.
  public ImageConfigBuilder env(String name, String value) {
    var all = new ArrayList<String>(env == null ? List.of() : env);
    String prefix = name + "=";
    String entry = prefix + value;
    int at = -1;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).startsWith(prefix)) {
        at = i;
      }
    }
    if (at >= 0) {
      all.set(at, entry);
    } else {
      all.add(entry);
    }
    env = List.copyOf(all);
    return this;
  }

  /// The variables as they stand.
  public List<String> env() {
    return env == null ? List.of() : env;
  }

  public ImageConfigBuilder cmd(@Nullable List<String> value) {
    cmd = value;
    return this;
  }

  public ImageConfigBuilder entrypoint(@Nullable List<String> value) {
    entrypoint = value;
    return this;
  }

  public ImageConfigBuilder shell(List<String> value) {
    shell = value;
    return this;
  }

  /// The shell that runs the shell forms of instructions.
  public List<String> shell() {
    return shell == null ? List.of("/bin/sh", "-c") : shell;
  }

  public ImageConfigBuilder withoutTriggers() {
    onBuild = null;
    return this;
  }

  public ImageConfigBuilder onBuild(String trigger) {
    var all = new ArrayList<String>(onBuild == null ? List.of() : onBuild);
    all.add(trigger);
    onBuild = List.copyOf(all);
    return this;
  }

  public ImageConfigBuilder exposedPort(String port) {
    exposedPorts = with(exposedPorts, port, Map.of());
    return this;
  }

  public ImageConfigBuilder volume(String path) {
    volumes = with(volumes, path, Map.of());
    return this;
  }

  public ImageConfigBuilder label(String key, String value) {
    labels = with(labels, key, value);
    return this;
  }

  public ImageConfigBuilder healthcheck(Healthcheck value) {
    healthcheck = value;
    return this;
  }

  public ImageConfig build() {
    return new ImageConfig(
        base.hostname(),
        base.domainname(),
        user,
        base.attachStdin(),
        base.attachStdout(),
        base.attachStderr(),
        exposedPorts,
        base.tty(),
        base.openStdin(),
        base.stdinOnce(),
        env,
        cmd,
        healthcheck,
        base.argsEscaped(),
        base.image(),
        volumes,
        workingDir,
        entrypoint,
        base.networkDisabled(),
        base.macAddress(),
        onBuild,
        labels,
        stopSignal,
        base.stopTimeout(),
        shell);
  }

  private static <V> Map<String, V> with(@Nullable Map<String, V> map, String key, V value) {
    var all = new TreeMap<String, V>(map == null ? Map.of() : map);
    all.put(key, value);
    return all;
  }
}
