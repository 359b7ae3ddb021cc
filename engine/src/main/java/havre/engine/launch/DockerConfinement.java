package havre.engine.launch;

import havre.linux.cgroup.DeviceRule;
import havre.linux.seccomp.SeccompFilter;
import havre.runtime.security.CapabilitySet;
import havre.runtime.security.DeviceRules;
import havre.runtime.security.Machine;
import havre.runtime.security.SeccompFilters;
import havre.runtime.security.SeccompProfile;
import havre.runtime.security.SystemPaths;
import havre.runtime.security.json.SeccompProfiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Docker's defaults.
public final class DockerConfinement implements Confinement {
  private static final Path OWN_STATUS = Path.of("/proc/self/status");
  private static final String BOUNDING = "CapBnd:";
  private static final int HEXADECIMAL = 16;

  private final SystemPaths paths = SystemPaths.defaults();
  private final SeccompFilters filters = new SeccompFilters(Machine.local());
  private final SeccompProfile builtin = SeccompProfiles.dockerDefault();
  private final Optional<SeccompProfile> profile;
  private final CapabilitySet available;

  /// @param available what this daemon may grant
  /// @param profile the default seccomp profile's JSON, empty for Docker's, or `unconfined`
  public DockerConfinement(CapabilitySet available, String profile) {
    this.available = available;
    this.profile =
        switch (profile) {
          case "" -> Optional.of(builtin);
          case SecurityOptions.UNCONFINED -> Optional.empty();
          default -> Optional.of(SeccompProfiles.parse(profile));
        };
  }

  /// The capabilities in this process's bounding set.
  public static CapabilitySet ownCapabilities() {
    try {
      return Files.readAllLines(OWN_STATUS).stream()
          .filter(line -> line.startsWith(BOUNDING))
          .map(line -> line.substring(BOUNDING.length()).strip())
          .map(digits -> new CapabilitySet(Long.parseUnsignedLong(digits, HEXADECIMAL)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> maskedPaths() {
    return paths.masked();
  }

  @Override
  public List<String> readonlyPaths() {
    return paths.readonly();
  }

  @Override
  public List<DeviceRule> deviceRules() {
    return DeviceRules.defaults();
  }

  @Override
  public Optional<SeccompFilter> defaultFilter(CapabilitySet capabilities) {
    return profile.map(wanted -> filters.filter(wanted, capabilities));
  }

  @Override
  public SeccompFilter builtinFilter(CapabilitySet capabilities) {
    return filters.filter(builtin, capabilities);
  }

  @Override
  public SeccompFilter filter(String json, CapabilitySet capabilities) {
    return filters.filter(SeccompProfiles.parse(json), capabilities);
  }

  @Override
  public CapabilitySet available() {
    return available;
  }
}
