package havre.oci.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.common.HavreException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The operating system and processor an image is made for.
public record Platform(
    String os,
    String architecture,
    @Nullable String variant,
    @JsonProperty("os.version") @Nullable String osVersion,
    @JsonProperty("os.features") @Nullable List<String> osFeatures) {
  private static final Pattern SYSTEM =
      Pattern.compile("^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.-]*)\\))?$");
  private static final Pattern COMPONENT = Pattern.compile("^[A-Za-z0-9_.-]+$");
  private static final Set<String> SYSTEMS =
      Set.of(
          "aix",
          "android",
          "darwin",
          "dragonfly",
          "freebsd",
          "hurd",
          "illumos",
          "ios",
          "js",
          "linux",
          "nacl",
          "netbsd",
          "openbsd",
          "plan9",
          "solaris",
          "windows",
          "zos");
  private static final Set<String> ARCHITECTURES =
      Set.of(
          "386",
          "amd64",
          "amd64p32",
          "arm",
          "armbe",
          "arm64",
          "arm64be",
          "ppc64",
          "ppc64le",
          "loong64",
          "mips",
          "mipsle",
          "mips64",
          "mips64le",
          "mips64p32",
          "mips64p32le",
          "ppc",
          "riscv",
          "riscv64",
          "s390",
          "s390x",
          "sparc",
          "sparc64",
          "wasm");

  public Platform {
    os = Objects.requireNonNullElse(os, "");
    architecture = Objects.requireNonNullElse(architecture, "");
  }

  public static Platform of(String os, String architecture) {
    return new Platform(os, architecture, null, null, null);
  }

  /// The platform of this machine.
  public static Platform host() {
    String architecture = System.getProperty("os.arch", "amd64");
    return of("linux", normalArchitecture(architecture));
  }

  /// Reads `os[(version)]/architecture[/variant]`, or an operating system or architecture alone.
  public static Platform parse(String text) {
    if (text.contains("*")) {
      throw refusal("\"%s\": wildcards not yet supported".formatted(text));
    }
    String[] parts = text.split("/", -1);
    Matcher system = SYSTEM.matcher(parts[0]);
    if (!system.matches()) {
      throw refusal(
          "\"%s\" is an invalid OS component of \"%s\": OSAndVersion specifier component must match %s"
              .formatted(parts[0], text, quoted(SYSTEM)));
    }
    for (int i = 1; i < parts.length; i++) {
      if (!COMPONENT.matcher(parts[i]).matches()) {
        throw refusal(
            "\"%s\" is an invalid component of \"%s\": platform specifier component must match %s"
                .formatted(parts[i], text, quoted(COMPONENT)));
      }
    }
    String version = system.group(2) == null || system.group(2).isEmpty() ? null : system.group(2);
    String os = lower(String.valueOf(system.group(1)));
    os = os.equals("macos") ? "darwin" : os;
    return switch (parts.length) {
      case 1 -> single(os, version, text);
      case 2 -> new Platform(os, normalArchitecture(parts[1]), null, version, null);
      case 3 -> new Platform(os, normalArchitecture(parts[1]), lower(parts[2]), version, null);
      default -> throw refusal("\"%s\": cannot parse platform specifier".formatted(text));
    };
  }

  private static HavreException refusal(String text) {
    return HavreException.invalid(text + ": invalid argument");
  }

  private static String quoted(Pattern pattern) {
    return '"' + pattern.pattern().replace("\\", "\\\\") + '"';
  }

  /// Whether something made for `other` is what was asked for by this.
  public boolean accepts(Platform other) {
    return os.equals(other.os)
        && architecture.equals(other.architecture)
        && (plainVariant().isEmpty() || plainVariant().equals(other.plainVariant()));
  }

  /// Whether what is made for the one is made for the other.
  public boolean isSameAs(Platform other) {
    return accepts(other) && other.accepts(this);
  }

  @Override
  public String toString() {
    String text = os + "/" + architecture;
    return variant == null || variant.isEmpty() ? text : text + "/" + variant;
  }

  /// The variant, empty where it is the one that every processor of the architecture has.
  private String plainVariant() {
    String given = variant == null ? "" : variant;
    return architecture.equals("arm64") && (given.equals("v8") || given.equals("8")) ? "" : given;
  }

  private static Platform single(String os, @Nullable String version, String text) {
    if (SYSTEMS.contains(os)) {
      return new Platform(os, host().architecture, null, version, null);
    }
    String architecture = normalArchitecture(text);
    if (!ARCHITECTURES.contains(architecture)) {
      throw refusal("\"%s\": unknown operating system or architecture".formatted(text));
    }
    return of("linux", architecture);
  }

  private static String normalArchitecture(String name) {
    String lower = lower(name);
    return switch (lower) {
      case "x86_64", "x86-64" -> "amd64";
      case "aarch64" -> "arm64";
      case "i386", "i686", "x86" -> "386";
      default -> lower;
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
