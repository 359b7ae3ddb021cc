package havre.api.system;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.engine.system.EngineVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The answer of `/version`.
record VersionDto(
    Platform platform,
    List<Component> components,
    String version,
    String apiVersion,
    @JsonProperty("MinAPIVersion") String minApiVersion,
    String gitCommit,
    String goVersion,
    String os,
    String arch,
    String kernelVersion,
    String buildTime) {
  record Platform(String name) {}

  record Component(String name, String version, Map<String, String> details) {}

  static VersionDto of(EngineVersion engine) {
    var details = new LinkedHashMap<String, String>();
    details.put("ApiVersion", ApiVersion.CURRENT.toString());
    details.put("Arch", engine.architecture());
    details.put("BuildTime", engine.buildTime());
    details.put("Experimental", "false");
    details.put("GitCommit", engine.gitCommit());
    details.put("JavaVersion", engine.javaVersion());
    details.put("KernelVersion", engine.kernelVersion());
    details.put("MinAPIVersion", ApiVersion.MINIMUM.toString());
    details.put("Os", engine.os());
    return new VersionDto(
        new Platform("Havre"),
        List.of(new Component("Engine", engine.version(), details)),
        engine.version(),
        ApiVersion.CURRENT.toString(),
        ApiVersion.MINIMUM.toString(),
        engine.gitCommit(),
        "java" + engine.javaVersion(),
        engine.os(),
        engine.architecture(),
        engine.kernelVersion(),
        engine.buildTime());
  }
}
