package havre.engine.system;

/// What runs here.
public record EngineVersion(
    String version,
    String gitCommit,
    String buildTime,
    String os,
    String architecture,
    String kernelVersion,
    String javaVersion) {}
