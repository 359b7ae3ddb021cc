package havre.runtime.security.json;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import havre.linux.seccomp.ArgumentCondition;
import havre.linux.seccomp.Comparison;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Reads the conditions that a rule puts to arguments.
final class ArgumentReader {
  private static final int ARGUMENTS = 6;
  private static final BigInteger LARGEST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private ArgumentReader() {}

  static List<ArgumentCondition> read(JsonNode conditions, List<String> names) {
    var read = new ArrayList<ArgumentCondition>();
    for (JsonNode condition : conditions) {
      read.add(condition(condition, names));
    }
    return read;
  }

  private static ArgumentCondition condition(JsonNode node, List<String> names) {
    long index = value(node, "index");
    if (index < 0 || index >= ARGUMENTS) {
      throw HavreException.invalid(
          "error creating seccomp syscall condition for syscall %s: syscalls only have up to %d arguments (%s given)"
              .formatted(
                  names.isEmpty() ? "" : names.getFirst(),
                  ARGUMENTS,
                  Long.toUnsignedString(index)));
    }
    int argument = (int) index;
    long value = value(node, "value");
    return switch (node.path("op").asText()) {
      case "SCMP_CMP_NE" -> ArgumentCondition.of(argument, Comparison.NOT_EQUAL, value);
      case "SCMP_CMP_LT" -> ArgumentCondition.of(argument, Comparison.LESS, value);
      case "SCMP_CMP_LE" -> ArgumentCondition.of(argument, Comparison.LESS_OR_EQUAL, value);
      case "SCMP_CMP_EQ" -> ArgumentCondition.of(argument, Comparison.EQUAL, value);
      case "SCMP_CMP_GE" -> ArgumentCondition.of(argument, Comparison.GREATER_OR_EQUAL, value);
      case "SCMP_CMP_GT" -> ArgumentCondition.of(argument, Comparison.GREATER, value);
      case "SCMP_CMP_MASKED_EQ" ->
          ArgumentCondition.masked(argument, value, value(node, "valueTwo"));
      default ->
          throw HavreException.invalid(
              "string " + node.path("op").asText() + " is not a valid operator for seccomp");
    };
  }

  /// An unsigned number of 64 bits.
  private static long value(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isIntegralNumber()
        || value.bigIntegerValue().signum() < 0
        || value.bigIntegerValue().compareTo(LARGEST) > 0) {
      throw SeccompProfileReader.invalid(
          "'" + field + "' must be an unsigned number, not " + value);
    }
    return value.bigIntegerValue().longValue();
  }
}
