package havre.build.step;

import havre.common.Digest;
import havre.images.Image;
import havre.oci.image.ChainIds;
import havre.oci.image.History;
import havre.oci.image.ImageConfig;
import havre.oci.image.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a stage has become so far. Changed by one thread.
public final class StageState {
  static final List<String> SHELL = List.of("/bin/sh", "-c");
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Platform platform;
  private final Map<String, String> arguments = new TreeMap<>();
  private @Nullable Image image;
  private ImageConfig config = ImageConfig.empty();
  private List<Digest> diffIds = List.of();
  private List<History> history = List.of();
  private String author = "";
  private boolean cmdSet;

  /// A stage `FROM scratch`.
  ///
  /// @param workingDir where its commands run
  public StageState(Platform platform, String workingDir) {
    this(platform);
    if (!workingDir.isEmpty()) {
      config = config.toBuilder().workingDir(workingDir).build();
    }
  }

  private StageState(Platform platform) {
    this.platform = platform;
    addDefaultPath();
  }

  /// A stage on an image.
  public static StageState on(Image base) {
    var state = new StageState(base.document().platform());
    state.become(base);
    state.addDefaultPath();
    return state;
  }

  private void addDefaultPath() {
    if (!environment().containsKey("PATH")) {
      config = config.toBuilder().env("PATH", PATH).build();
    }
  }

  /// Takes an image's content for its own.
  void become(Image next) {
    image = next;
    config = next.config();
    diffIds = next.document().diffIds();
    history = next.document().fields().history();
  }

  void forgetTriggers() {
    config = config.toBuilder().withoutTriggers().build();
  }

  /// The image of the last step; null before the first in a stage from scratch.
  public @Nullable Image image() {
    return image;
  }

  public Platform platform() {
    return platform;
  }

  public ImageConfig config() {
    return config;
  }

  List<Digest> diffIds() {
    return diffIds;
  }

  List<History> history() {
    return history;
  }

  @Nullable Digest chainId() {
    List<Digest> chain = ChainIds.all(diffIds);
    return chain.isEmpty() ? null : chain.getLast();
  }

  String author() {
    return author;
  }

  void author(String name) {
    author = name;
  }

  boolean cmdSet() {
    return cmdSet;
  }

  void markCmdSet() {
    cmdSet = true;
  }

  /// Values of the stage's `ARG`s by name.
  public Map<String, String> arguments() {
    return arguments;
  }

  List<String> shell() {
    List<String> own = config.shell();
    return own == null || own.isEmpty() ? SHELL : own;
  }

  String workingDir() {
    String directory = config.workingDir();
    return directory == null || directory.isEmpty() ? "/" : directory;
  }

  /// What a variable in an instruction may refer to: the environment goes before arguments.
  public Map<String, String> variables() {
    var variables = new HashMap<>(arguments);
    variables.putAll(environment());
    return variables;
  }

  Map<String, String> environment() {
    var variables = new HashMap<String, String>();
    List<String> env = config.env();
    if (env != null) {
      for (String entry : env) {
        int equals = entry.indexOf('=');
        variables.put(
            equals < 0 ? entry : entry.substring(0, equals),
            equals < 0 ? "" : entry.substring(equals + 1));
      }
    }
    return variables;
  }
}
