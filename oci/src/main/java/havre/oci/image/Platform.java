package havre.oci.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.common.HavreException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The operating system and processor an image is made for.
public record Platform(
    String os,
    String architecture,
    @Nullable String variant,
    @JsonProperty("os.version") @Nullable String osVersion,
    @JsonProperty("os.features") @Nullable List<String> osFeatures) {
  private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9_.-]+");

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

  /// Reads `os/architecture[/variant]`, or an operating system or architecture alone.
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    for (String part : parts) {
      if (!COMPONENT.matcher(part).matches()) {
        throw HavreException.invalid(
            "\"%s\" is an invalid component of \"%s\": platform specifier component must match \"^[A-Za-z0-9_.-]+$\": invalid argument"
                .formatted(part, text));
      }
    }
    return switch (parts.length) {
      case 1 -> single(parts[0], text);
      case 2 -> of(lower(parts[0]), normalArchitecture(parts[1]));
      case 3 ->
          new Platform(lower(parts[0]), normalArchitecture(parts[1]), lower(parts[2]), null, null);
      default ->
          throw HavreException.invalid(
              "\"%s\": cannot parse platform specifier: invalid argument".formatted(text));
    };
  }

  /// Whether something made for `other` is what was asked for by this.
  public boolean accepts(Platform other) {
    return os.equals(other.os)
        && architecture.equals(other.architecture)
        && (variant == null || variant.isEmpty() || variant.equals(other.variant));
  }

  @Override
  public String toString() {
    String text = os + "/" + architecture;
    return variant == null || variant.isEmpty() ? text : text + "/" + variant;
  }

  private static Platform single(String part, String text) {
    String name = lower(part);
    if (name.equals("linux") || name.equals("windows") || name.equals("darwin")) {
      return of(name, host().architecture);
    }
    String architecture = normalArchitecture(part);
    return switch (architecture) {
      case "amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64" ->
          of("linux", architecture);
      default ->
          throw HavreException.invalid(
              "\"%s\": unknown operating system or architecture: invalid argument".formatted(text));
    };
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
