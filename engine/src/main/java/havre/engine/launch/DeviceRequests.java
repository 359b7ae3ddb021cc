package havre.engine.launch;

import havre.common.HavreException;
import havre.engine.container.Resources.DeviceRequest;
import java.util.List;
import java.util.stream.Collectors;

/// Devices that a driver would bring. There is none on this engine, which Docker too finds out only
/// when the container starts.
final class DeviceRequests {
  private DeviceRequests() {}

  static void check(List<DeviceRequest> requests) {
    for (DeviceRequest request : requests) {
      throw HavreException.internal(
          "could not select device driver \"%s\" with capabilities: %s"
              .formatted(request.driver(), text(request.capabilities())),
          null);
    }
  }

  /// As Go prints a list of lists.
  private static String text(@org.jspecify.annotations.Nullable List<List<String>> capabilities) {
    return capabilities == null
        ? "[]"
        : capabilities.stream()
            .map(all -> "[" + String.join(" ", all) + "]")
            .collect(Collectors.joining(" ", "[", "]"));
  }
}
