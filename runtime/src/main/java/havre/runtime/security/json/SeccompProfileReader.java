package havre.runtime.security.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import havre.common.Digest;
import havre.common.HavreException;
import havre.linux.seccomp.SeccompAction;
import havre.linux.seccomp.SeccompArch;
import havre.linux.seccomp.SeccompPolicy;
import havre.linux.seccomp.SyscallRule;
import havre.runtime.security.Capability;
import havre.runtime.security.KernelVersion;
import havre.runtime.security.SeccompProfile;
import havre.runtime.security.SeccompProfile.ArchFamily;
import havre.runtime.security.SeccompProfile.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a profile in Docker's JSON form, and says of a wrong one what Docker and runc say.
final class SeccompProfileReader {
  private static final int EPERM = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  SeccompProfile read(byte[] json) {
    JsonNode root = parse(json);
    if (!root.isObject()) {
      throw invalid("the profile is not an object");
    }
    SeccompAction defaultAction =
        root.hasNonNull("defaultAction")
            ? action(text(root, "defaultAction"), errno(root, "defaultErrnoRet"))
            : SeccompAction.ALLOW;
    var rules = new ArrayList<SeccompProfile.Rule>();
    for (JsonNode rule : array(root, "syscalls")) {
      rules.add(rule(rule));
    }
    return new SeccompProfile(
        Digest.of(sha256(json)), defaultAction, arches(root), rules, flags(root));
  }

  private static byte[] sha256(byte[] json) {
    return Digest.newSha256().digest(json);
  }

  private static JsonNode parse(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw invalid(e.getOriginalMessage());
    } catch (IOException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static List<ArchFamily> arches(JsonNode root) {
    JsonNode plain = array(root, "architectures");
    JsonNode map = array(root, "archMap");
    if (!plain.isEmpty() && !map.isEmpty()) {
      throw HavreException.invalid(
          "both 'architectures' and 'archMap' are specified in the seccomp profile, use either"
              + " 'architectures' or 'archMap'");
    }
    var families = new ArrayList<ArchFamily>();
    if (!plain.isEmpty()) {
      families.add(new ArchFamily(null, archList(plain)));
    }
    for (JsonNode entry : map) {
      find(text(entry, "architecture"))
          .ifPresent(main ->
              families.add(new ArchFamily(main, archList(array(entry, "subArchitectures")))));
    }
    return families;
  }

  /// Those this program knows; calls of others kill.
  private static List<SeccompArch> archList(JsonNode names) {
    var arches = new ArrayList<SeccompArch>();
    names.forEach(name -> find(name.asText()).ifPresent(arches::add));
    return arches;
  }

  private static Optional<SeccompArch> find(String name) {
    for (SeccompArch arch : SeccompArch.values()) {
      if (arch.text().equals(name)) {
        return Optional.of(arch);
      }
    }
    if (!name.startsWith("SCMP_ARCH_")) {
      throw HavreException.invalid("string " + name + " is not a valid arch for seccomp");
    }
    return Optional.empty();
  }

  private static SeccompProfile.Rule rule(JsonNode rule) {
    var names = new ArrayList<String>();
    array(rule, "names").forEach(name -> names.add(name.asText()));
    String name = text(rule, "name");
    if (!name.isEmpty()) {
      if (!names.isEmpty()) {
        throw HavreException.invalid(
            "both 'name' and 'names' are specified in the seccomp profile, use either 'name' or"
                + " 'names'");
      }
      names.add(name);
    }
    SeccompAction action = action(text(rule, "action"), errno(rule, "errnoRet"));
    var conditions = ArgumentReader.read(array(rule, "args"), names);
    return new SeccompProfile.Rule(
        new SyscallRule(names, action, conditions),
        condition(rule.path("includes")),
        condition(rule.path("excludes")));
  }

  private static Condition condition(JsonNode node) {
    if (!node.isObject()) {
      return Condition.NONE;
    }
    var capabilities = new ArrayList<Capability>();
    for (JsonNode name : array(node, "caps")) {
      capabilities.add(
          Capability.find(name.asText())
              .orElseThrow(() -> invalid("unknown capability: \"" + name.asText() + "\"")));
    }
    var arches = new ArrayList<String>();
    array(node, "arches").forEach(arch -> arches.add(arch.asText()));
    String kernel = text(node, "minKernel");
    return new Condition(
        capabilities, arches, kernel.isEmpty() ? null : KernelVersion.parse(kernel));
  }

  private static int flags(JsonNode root) {
    if (!root.hasNonNull("flags")) {
      return SeccompPolicy.FLAG_SPEC_ALLOW;
    }
    int flags = 0;
    for (JsonNode flag : array(root, "flags")) {
      flags |=
          switch (flag.asText()) {
            case "SECCOMP_FILTER_FLAG_TSYNC" -> SeccompPolicy.FLAG_TSYNC;
            case "SECCOMP_FILTER_FLAG_LOG" -> SeccompPolicy.FLAG_LOG;
            case "SECCOMP_FILTER_FLAG_SPEC_ALLOW" -> SeccompPolicy.FLAG_SPEC_ALLOW;
            default ->
                throw HavreException.invalid(
                    "seccomp flag \"" + flag.asText() + "\" is not known to havre");
          };
    }
    return flags;
  }

  private static SeccompAction action(String name, @Nullable Integer errno) {
    int number = errno == null ? EPERM : errno;
    return switch (name) {
      case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> SeccompAction.KILL_THREAD;
      case "SCMP_ACT_KILL_PROCESS" -> SeccompAction.KILL_PROCESS;
      case "SCMP_ACT_TRAP" -> SeccompAction.TRAP;
      case "SCMP_ACT_ERRNO" -> SeccompAction.errno(number);
      case "SCMP_ACT_TRACE" -> SeccompAction.trace(number);
      case "SCMP_ACT_LOG" -> SeccompAction.LOG;
      case "SCMP_ACT_ALLOW" -> SeccompAction.ALLOW;
      case "SCMP_ACT_NOTIFY" ->
          throw HavreException.invalid(
              "seccomp action SCMP_ACT_NOTIFY is not supported: there is no listener");
      default ->
          throw HavreException.invalid("string " + name + " is not a valid action for seccomp");
    };
  }

  private static @Nullable Integer errno(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.canConvertToInt() || value.asInt() < 0 || value.asInt() > 0xffff) {
      throw invalid("'" + field + "' must be an error number, not " + value);
    }
    return value.asInt();
  }

  private static JsonNode array(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return MAPPER.createArrayNode();
    }
    if (!value.isArray()) {
      throw invalid("'" + field + "' must be an array, not " + value);
    }
    return value;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw invalid("'" + field + "' must be a string, not " + value);
    }
    return value.asText();
  }

  static HavreException invalid(String reason) {
    return HavreException.invalid("Decoding seccomp profile failed: " + reason);
  }
}
