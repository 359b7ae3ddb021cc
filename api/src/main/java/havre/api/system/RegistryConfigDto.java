package havre.api.system;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The registries part of `/info`.
record RegistryConfigDto(
    @JsonProperty("InsecureRegistryCIDRs") List<String> insecureRegistryCidrs,
    Map<String, Index> indexConfigs,
    List<String> mirrors) {
  record Index(String name, List<String> mirrors, boolean secure, boolean official) {}

  /// @param insecure address ranges, and hosts with or without port
  /// @param mirrors asked before Docker Hub
  static RegistryConfigDto of(List<String> insecure, List<String> mirrors) {
    var indexes = new LinkedHashMap<String, Index>();
    indexes.put("docker.io", new Index("docker.io", mirrors, true, true));
    insecure.stream()
        .filter(entry -> !isRange(entry))
        .forEach(host -> indexes.put(host, new Index(host, List.of(), false, false)));
    return new RegistryConfigDto(
        insecure.stream().filter(RegistryConfigDto::isRange).toList(), indexes, mirrors);
  }

  private static boolean isRange(String entry) {
    return entry.contains("/");
  }
}
