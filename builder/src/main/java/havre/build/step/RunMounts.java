package havre.build.step;

import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Instruction;
import havre.common.HavreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// `RUN --mount=…`, `--network=…`: what a command sees beside the image.
final class RunMounts {
  private static final long DEFAULT_SIZE = 0;

  private final Instruction instruction;
  private final UnaryOperator<String> expand;
  private final String context;
  private final CacheMounts caches;

  RunMounts(
      Instruction instruction, UnaryOperator<String> expand, String context, CacheMounts caches) {
    this.instruction = instruction;
    this.expand = expand;
    this.context = context;
    this.caches = caches;
  }

  static StepIsolation isolation(Instruction instruction, StepIsolation asked) {
    StepIsolation isolation = asked;
    for (Instruction.Flag flag : instruction.flags()) {
      switch (flag.name()) {
        case "mount" -> {}
        case "network" -> {
          switch (flag.value()) {
            case "default" -> {}
            case "none", "host" -> isolation = isolation.withNetwork(flag.value());
            default ->
                throw DockerfileParser.failure(
                    instruction.line(), "unsupported network mode \"" + flag.value() + "\"");
          }
        }
        case "security" -> {
          if (!flag.value().equals("sandbox")) {
            throw HavreException.invalid(
                "security.insecure is not allowed: the entitlement was not granted");
          }
        }
        default ->
            throw DockerfileParser.failure(instruction.line(), "unknown flag: --" + flag.name());
      }
    }
    return isolation;
  }

  List<StepRunner.Mount> all() {
    var mounts = new ArrayList<StepRunner.Mount>();
    for (Instruction.Flag flag : instruction.flags()) {
      if (flag.name().equals("mount")) {
        mounts.add(mount(options(flag.value())));
      }
    }
    return mounts;
  }

  private Map<String, String> options(String text) {
    var options = new HashMap<String, String>();
    for (String part : text.split(",")) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).strip();
      String name =
          switch (key) {
            case "dst", "destination" -> "target";
            case "src" -> "source";
            case "ro" -> "readonly";
            default -> key;
          };
      options.put(name, equals < 0 ? "true" : expand.apply(part.substring(equals + 1)));
    }
    return options;
  }

  private StepRunner.Mount mount(Map<String, String> options) {
    String type = options.getOrDefault("type", "bind");
    String target = options.getOrDefault("target", "");
    if (target.isEmpty()) {
      throw DockerfileParser.failure(
          instruction.line(), "invalid mount config: target is required");
    }
    return switch (type) {
      case "tmpfs" -> new StepRunner.Mount.Memory(target, DEFAULT_SIZE);
      case "cache" -> {
        String id = options.getOrDefault("id", target);
        Path folder =
            caches.folder(
                id,
                Integer.parseInt(options.getOrDefault("mode", "0755"), 8),
                Integer.parseInt(options.getOrDefault("uid", "0")),
                Integer.parseInt(options.getOrDefault("gid", "0")));
        yield new StepRunner.Mount.Folder(
            folder.toString(),
            target,
            Boolean.parseBoolean(options.getOrDefault("readonly", "false")));
      }
      case "bind" -> {
        if (options.containsKey("from")) {
          throw HavreException.invalid(
              "RUN --mount=type=bind,from=… is not supported by this builder");
        }
        yield new StepRunner.Mount.Folder(
            below(context, options.getOrDefault("source", "")), target, true);
      }
      default ->
          throw HavreException.invalid(
              "RUN --mount=type="
                  + type
                  + " needs a client that speaks to the builder in sessions");
    };
  }

  /// A path in the context; what leads out of it is refused.
  private static String below(String folder, String source) {
    Path path = Path.of(folder, source).normalize();
    if (!path.startsWith(folder)) {
      throw HavreException.invalid("forbidden path outside the build context: " + source);
    }
    try {
      Path real = path.toRealPath();
      if (!real.startsWith(Path.of(folder).toRealPath())) {
        throw HavreException.invalid("forbidden path outside the build context: " + source);
      }
      return real.toString();
    } catch (java.io.IOException e) {
      throw HavreException.invalid("\"" + source + "\": not found in the build context");
    }
  }
}
