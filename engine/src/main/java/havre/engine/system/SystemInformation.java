package havre.engine.system;

/// What the engine tells of itself and its host.
public interface SystemInformation {

  EngineInfo info();

  EngineVersion version();
}
