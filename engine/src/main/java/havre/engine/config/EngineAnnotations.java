package havre.engine.config;

import havre.engine.container.ContainerSpec;
import havre.engine.container.HostOptions;
import java.util.LinkedHashMap;
import java.util.List;

/// The annotations by which this engine is told what Docker's API has no field for. A client that
/// cannot annotate gives a label of the same name instead; a label that comes from an image says
/// nothing, as an image configures no engine.
final class EngineAnnotations {
  private static final List<String> NAMES =
      List.of(HealthFailureAction.ANNOTATION, SystemMode.ANNOTATION);

  private EngineAnnotations() {}

  /// @param asked as the client wrote it, before anything of the image is added
  static HostOptions withLabels(ContainerSpec asked) {
    var annotations = new LinkedHashMap<>(asked.host().annotations());
    for (String name : NAMES) {
      String label = asked.config().labels().get(name);
      if (label != null) {
        annotations.putIfAbsent(name, label);
      }
    }
    return annotations.size() == asked.host().annotations().size()
        ? asked.host()
        : asked.host().withAnnotations(annotations);
  }
}
