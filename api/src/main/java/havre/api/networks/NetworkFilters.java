package havre.api.networks;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.engine.network.ContainerNetworks;
import havre.network.NetworkInfo;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The filters of a list of networks. The engine's own (`builtin`) count as used.
final class NetworkFilters {
  private static final Set<String> KNOWN =
      Set.of("dangling", "driver", "id", "label", "name", "scope", "type");

  private final Filters filters;
  private final ContainerNetworks networks;

  /// @throws HavreException INVALID with Docker's text
  NetworkFilters(Filters filters, ContainerNetworks networks) {
    filters.requireKnown(KNOWN);
    this.filters = filters;
    this.networks = networks;
    for (String type : filters.get("type")) {
      if (!type.equals("builtin") && !type.equals("custom")) {
        throw HavreException.invalid("invalid filter: 'type'='" + type + "'");
      }
    }
    for (String value : filters.get("dangling")) {
      if (!Set.of("true", "1", "false", "0").contains(value)) {
        throw HavreException.invalid(
            "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or"
                + " \"0\")");
      }
    }
  }

  boolean accept(NetworkInfo network) {
    return fits("driver", network.driver()::equals)
        && fits("scope", network.scope()::equals)
        && fits("id", network.id()::startsWith)
        && fits("name", name -> find(name, network.name()))
        && fits("type", type -> type.equals("builtin") == network.isPredefined())
        && fits("dangling", value -> isTrue(value) == isDangling(network))
        && filters.get("label").stream().allMatch(label -> has(network, label));
  }

  private static boolean isTrue(String value) {
    return value.equals("true") || value.equals("1");
  }

  private boolean isDangling(NetworkInfo network) {
    return !network.isPredefined() && !networks.isUsed(network);
  }

  private static boolean has(NetworkInfo network, String label) {
    int equals = label.indexOf('=');
    Map<String, String> labels = network.spec().labels();
    return equals < 0
        ? labels.containsKey(label)
        : label.substring(equals + 1).equals(labels.get(label.substring(0, equals)));
  }

  private boolean fits(String filter, Predicate<String> value) {
    return filters.get(filter).isEmpty() || filters.get(filter).stream().anyMatch(value);
  }

  private static boolean find(String expression, String name) {
    try {
      return name.contains(expression) || Pattern.compile(expression).matcher(name).find();
    } catch (PatternSyntaxException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid filter 'name=" + expression + "'", e);
    }
  }
}
