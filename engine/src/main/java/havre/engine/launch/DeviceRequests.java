package havre.engine.launch;

import havre.common.HavreException;
import havre.engine.cdi.CdiDevices;
import havre.engine.cdi.CdiEdits;
import havre.engine.container.Resources.DeviceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Devices that a driver brings: those of the Container Device Interface, by their names or as
/// graphics processors. Docker too finds out only when the container starts that there are none.
final class DeviceRequests {
  private static final String NVIDIA = "nvidia.com/gpu";

  private DeviceRequests() {}

  static CdiEdits resolve(List<DeviceRequest> requests, CdiDevices devices) {
    var names = new ArrayList<String>();
    for (DeviceRequest request : requests) {
      names.addAll(names(request, devices));
    }
    return names.isEmpty() ? CdiEdits.NONE : devices.resolve(names);
  }

  private static List<String> names(DeviceRequest request, CdiDevices devices) {
    List<String> ids = Objects.requireNonNullElse(request.deviceIds(), List.of());
    if (request.driver().equals("cdi")) {
      if (request.count() != 0) {
        throw HavreException.invalid("unexpected count in CDI device request");
      }
      if (request.options() != null && !request.options().isEmpty()) {
        throw HavreException.invalid("unexpected options in CDI device request");
      }
      return ids;
    }
    if (!isGraphics(request) || !devices.has(NVIDIA)) {
      throw HavreException.internal(
          "could not select device driver \"%s\" with capabilities: %s"
              .formatted(request.driver(), text(request.capabilities())),
          null);
    }
    if (!ids.isEmpty()) {
      return ids.stream().map(id -> NVIDIA + "=" + id).toList();
    }
    return request.count() < 0
        ? List.of(NVIDIA + "=all")
        : IntStream.range(0, request.count()).mapToObj(n -> NVIDIA + "=" + n).toList();
  }

  private static boolean isGraphics(DeviceRequest request) {
    List<List<String>> capabilities = Objects.requireNonNullElse(request.capabilities(), List.of());
    return List.of("", "nvidia").contains(request.driver())
        && capabilities.stream().anyMatch(all -> all.contains("gpu"));
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
