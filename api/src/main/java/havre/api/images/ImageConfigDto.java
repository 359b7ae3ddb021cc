package havre.api.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.oci.image.Healthcheck;
import havre.oci.image.ImageConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An image's configuration in `inspect`, in the shape of a container's.
record ImageConfigDto(
    String hostname,
    String domainname,
    String user,
    boolean attachStdin,
    boolean attachStdout,
    boolean attachStderr,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, ?> exposedPorts,
    boolean tty,
    boolean openStdin,
    boolean stdinOnce,
    @Nullable List<String> env,
    @Nullable List<String> cmd,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HealthcheckDto healthcheck,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean argsEscaped,
    String image,
    @Nullable Map<String, ?> volumes,
    String workingDir,
    @Nullable List<String> entrypoint,
    @Nullable List<String> onBuild,
    @Nullable Map<String, String> labels,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String stopSignal,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer stopTimeout,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> shell) {

  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record HealthcheckDto(
      @Nullable List<String> test,
      long interval,
      long timeout,
      long startPeriod,
      long startInterval,
      @JsonProperty("Retries") int retries) {
    static @Nullable HealthcheckDto of(@Nullable Healthcheck check) {
      return check == null
          ? null
          : new HealthcheckDto(
              check.test(),
              check.interval(),
              check.timeout(),
              check.startPeriod(),
              check.startInterval(),
              check.retries());
    }
  }

  static ImageConfigDto of(ImageConfig config) {
    return new ImageConfigDto(
        text(config.hostname()),
        text(config.domainname()),
        text(config.user()),
        config.attachStdin(),
        config.attachStdout(),
        config.attachStderr(),
        config.exposedPorts(),
        config.tty(),
        config.openStdin(),
        config.stdinOnce(),
        config.env(),
        config.cmd(),
        HealthcheckDto.of(config.healthcheck()),
        config.argsEscaped(),
        text(config.image()),
        config.volumes(),
        text(config.workingDir()),
        config.entrypoint(),
        config.onBuild(),
        config.labels(),
        config.stopSignal(),
        config.stopTimeout(),
        config.shell());
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
