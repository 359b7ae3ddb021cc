package havre.engine.lifecycle;

import havre.engine.config.EndpointRules;
import havre.engine.container.EndpointRequest;
import havre.engine.container.HostOptions;
import havre.engine.state.Definition;
import havre.network.NetworkInfo;
import havre.network.Networks;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which networks a container belongs to: those of its definition, by the networks' names.
record Attachments(Networks networks) {
  private static final String JOIN = "container:";

  /// The networks of a container that is being created: that of its mode, and those it names
  /// besides.
  Map<String, EndpointRequest> of(
      HostOptions.Networking networking, Map<String, EndpointRequest> asked) {
    var attachments = new LinkedHashMap<String, EndpointRequest>();
    String mode = networking.mode();
    if (mode.startsWith(JOIN)) {
      return attachments;
    }
    String main = name(mode);
    attachments.put(main, EndpointRequest.ANY);
    asked.forEach((network, wish) -> {
      String name = network.equals("default") ? "bridge" : name(network);
      find(name).ifPresent(info -> EndpointRules.checkNew(info, wish));
      attachments.put(name, wish);
    });
    return attachments;
  }

  /// The networks in the order of a container's interfaces: that of its mode first, the others by
  /// priority and name.
  List<String> order(Definition definition) {
    String main = name(definition.spec().host().networking().mode());
    Map<String, EndpointRequest> all = definition.spec().endpoints();
    Comparator<String> order =
        Comparator.comparing((String name) -> !name.equals(main))
            .thenComparing(name -> -wish(all, name).gatewayPriority())
            .thenComparing(Comparator.naturalOrder());
    return all.keySet().stream().sorted(order).toList();
  }

  private static EndpointRequest wish(Map<String, EndpointRequest> all, String name) {
    return all.getOrDefault(name, EndpointRequest.ANY);
  }

  /// A network's name, or the text itself when there is none such.
  private String name(String nameOrId) {
    return find(nameOrId).map(NetworkInfo::name).orElse(nameOrId);
  }

  private Optional<NetworkInfo> find(String nameOrId) {
    return networks.find(nameOrId);
  }
}
