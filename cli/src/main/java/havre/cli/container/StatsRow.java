package havre.cli.container;

import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.client.json.JsonObject;
import havre.client.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// What one container uses.
final class StatsRow extends Row {
  private static final List<String> NAMES =
      List.of(
          "BlockIO", "CPUPerc", "Container", "ID", "MemPerc", "MemUsage", "Name", "NetIO", "PIDs");

  private final String asked;
  private final JsonObject stats;
  private final boolean truncate;

  StatsRow(String asked, JsonObject stats, boolean truncate) {
    this.asked = asked;
    this.stats = stats;
    this.truncate = truncate;
  }

  @Override
  protected List<String> names() {
    return NAMES;
  }

  @Override
  public String typeName() {
    return "*container.statsContext";
  }

  @Override
  protected String value(String name) {
    return switch (name) {
      case "Container" -> asked;
      case "ID" -> truncate ? shortId(stats.string("id")) : stats.string("id");
      case "Name" -> {
        String full = stats.string("name");
        yield full.startsWith("/") ? full.substring(1) : full;
      }
      case "CPUPerc" -> percent(cpu());
      case "MemUsage" -> Sizes.binary(memory()) + " / " + Sizes.binary(memoryLimit());
      case "MemPerc" -> percent(memoryLimit() == 0 ? 0 : 100.0 * memory() / memoryLimit());
      case "NetIO" ->
          Sizes.decimal(network("rx_bytes")) + " / " + Sizes.decimal(network("tx_bytes"));
      case "BlockIO" -> Sizes.decimal(block("read")) + " / " + Sizes.decimal(block("write"));
      case "PIDs" -> Long.toString(stats.object("pids_stats").number("current"));
      default -> "";
    };
  }

  private static String percent(double value) {
    return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString() + "%";
  }

  private double cpu() {
    JsonObject now = stats.object("cpu_stats");
    JsonObject before = stats.object("precpu_stats");
    double used =
        now.object("cpu_usage").decimal("total_usage")
            - before.object("cpu_usage").decimal("total_usage");
    double system = now.decimal("system_cpu_usage") - before.decimal("system_cpu_usage");
    double cpus = now.decimal("online_cpus");
    return system > 0 && used > 0 ? used / system * cpus * 100 : 0;
  }

  /// What is used without the page cache that can be given back.
  private long memory() {
    JsonObject memory = stats.object("memory_stats");
    JsonObject details = memory.object("stats");
    long usage = memory.number("usage");
    for (String inactive : new String[] {"total_inactive_file", "inactive_file"}) {
      long cache = details.number(inactive);
      if (cache > 0 && cache < usage) {
        return usage - cache;
      }
    }
    return usage;
  }

  private long memoryLimit() {
    return stats.object("memory_stats").number("limit");
  }

  private long network(String what) {
    long sum = 0;
    for (var network : stats.object("networks").entries()) {
      sum += network.getValue() instanceof JsonObject counters ? counters.number(what) : 0;
    }
    return sum;
  }

  private long block(String operation) {
    long sum = 0;
    for (JsonValue entry : stats.object("blkio_stats").array("io_service_bytes_recursive")) {
      if (entry instanceof JsonObject counter && counter.string("op").equalsIgnoreCase(operation)) {
        sum += counter.number("value");
      }
    }
    return sum;
  }

  @Override
  protected String header(String name) {
    return switch (name) {
      case "ID" -> "CONTAINER ID";
      case "CPUPerc" -> "CPU %";
      case "MemUsage" -> "MEM USAGE / LIMIT";
      case "MemPerc" -> "MEM %";
      case "NetIO" -> "NET I/O";
      case "BlockIO" -> "BLOCK I/O";
      default -> name.toUpperCase(java.util.Locale.ROOT);
    };
  }
}
