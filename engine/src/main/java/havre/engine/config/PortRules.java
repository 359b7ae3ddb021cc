package havre.engine.config;

import havre.common.HavreException;
import havre.engine.container.ContainerPort;
import havre.engine.container.HostOptions;
import havre.engine.container.HostPort;
import havre.network.PortRequest;
import havre.network.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// From the port bindings of a request to what is to be published.
public final class PortRules {
  private static final int MAXIMUM = 65_535;

  private PortRules() {}

  static void check(HostOptions.Networking networking, List<String> warnings) {
    networking
        .portBindings()
        .forEach((port, bindings) -> bindings.forEach(binding -> request(port, binding)));
    boolean publishes = !networking.portBindings().isEmpty() || networking.publishAllPorts();
    if (publishes && networking.mode().equals("host")) {
      warnings.add("Published ports are discarded when using host network mode");
    }
  }

  /// All that is to be published for a container.
  public static List<PortRequest> requests(
      HostOptions.Networking networking, Collection<ContainerPort> exposed) {
    var requests = new ArrayList<PortRequest>();
    networking
        .portBindings()
        .forEach((port, bindings) -> bindings.forEach(b -> requests.add(request(port, b))));
    if (networking.publishAllPorts()) {
      exposed.stream()
          .sorted()
          .filter(port -> networking.portBindings().getOrDefault(port, List.of()).isEmpty())
          .forEach(port -> requests.add(request(port, new HostPort("", ""))));
    }
    return requests;
  }

  private static PortRequest request(ContainerPort port, HostPort binding) {
    String text = binding.hostPort();
    int first = 0;
    int last = 0;
    if (!text.isEmpty()) {
      int dash = text.indexOf('-');
      first = number(dash < 0 ? text : text.substring(0, dash), text);
      last = dash < 0 ? first : number(text.substring(dash + 1), text);
      if (last < first) {
        throw invalid(text);
      }
    }
    return new PortRequest(
        Protocol.parse(port.protocol()), binding.hostIp(), first, last, port.number());
  }

  private static int number(String digits, String text) {
    try {
      int number = Integer.parseInt(digits);
      if (number < 0 || number > MAXIMUM) {
        throw invalid(text);
      }
      return number;
    } catch (NumberFormatException e) {
      throw invalid(text);
    }
  }

  private static HavreException invalid(String text) {
    return HavreException.invalid("invalid port specification: \"" + text + "\"");
  }
}
