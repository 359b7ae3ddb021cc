package havre.oci.image;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How to run a container of an image: the `config` of an image's configuration, with Docker's
/// fields beside those of OCI. A null list differs from an empty one: null means "not said".
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ImageConfig(
    @JsonProperty("Hostname") @Nullable String hostname,
    @JsonProperty("Domainname") @Nullable String domainname,
    @JsonProperty("User") @Nullable String user,
    @JsonProperty("AttachStdin") boolean attachStdin,
    @JsonProperty("AttachStdout") boolean attachStdout,
    @JsonProperty("AttachStderr") boolean attachStderr,
    @JsonProperty("ExposedPorts") @Nullable Map<String, Map<String, Object>> exposedPorts,
    @JsonProperty("Tty") boolean tty,
    @JsonProperty("OpenStdin") boolean openStdin,
    @JsonProperty("StdinOnce") boolean stdinOnce,
    @JsonProperty("Env") @Nullable List<String> env,
    @JsonProperty("Cmd") @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable List<String> cmd,
    @JsonProperty("Healthcheck") @Nullable Healthcheck healthcheck,
    @JsonProperty("ArgsEscaped") boolean argsEscaped,
    @JsonProperty("Image") @Nullable String image,
    @JsonProperty("Volumes") @Nullable Map<String, Map<String, Object>> volumes,
    @JsonProperty("WorkingDir") @Nullable String workingDir,
    @JsonProperty("Entrypoint") @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable List<String> entrypoint,
    @JsonProperty("NetworkDisabled") boolean networkDisabled,
    @JsonProperty("MacAddress") @Nullable String macAddress,
    @JsonProperty("OnBuild") @Nullable List<String> onBuild,
    @JsonProperty("Labels") @Nullable Map<String, String> labels,
    @JsonProperty("StopSignal") @Nullable String stopSignal,
    @JsonProperty("StopTimeout") @Nullable Integer stopTimeout,
    @JsonProperty("Shell") @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable List<String> shell) {

  /// A configuration that says nothing.
  public static ImageConfig empty() {
    return new ImageConfigBuilder().build();
  }

  /// A builder that starts with what this says.
  public ImageConfigBuilder toBuilder() {
    return new ImageConfigBuilder(this);
  }
}
