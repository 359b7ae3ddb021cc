package havre.api.networks;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.network.NetworkInfo;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The filters of a list of networks. All networks are the engine's own (`builtin`) and count as
/// used.
final class NetworkFilters {
  private static final Set<String> KNOWN =
      Set.of("dangling", "driver", "id", "label", "name", "scope", "type", "idOrName");

  private final Filters filters;

  /// @throws HavreException INVALID with Docker's text
  NetworkFilters(Filters filters) {
    filters.requireKnown(KNOWN);
    this.filters = filters;
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
        && fits("idOrName", text -> isNamed(network, text))
        && fits("type", "builtin"::equals)
        && fits("dangling", value -> value.equals("false") || value.equals("0"))
        && fits("label", _ -> false);
  }

  private boolean fits(String filter, Predicate<String> value) {
    return filters.get(filter).isEmpty() || filters.get(filter).stream().anyMatch(value);
  }

  private static boolean isNamed(NetworkInfo network, String text) {
    return network.id().startsWith(text) || network.name().equals(text);
  }

  private static boolean find(String expression, String name) {
    try {
      return name.contains(expression) || Pattern.compile(expression).matcher(name).find();
    } catch (PatternSyntaxException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid filter 'name=" + expression + "'", e);
    }
  }
}
