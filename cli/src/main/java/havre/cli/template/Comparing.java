package havre.cli.template;

import havre.client.json.JsonArray;
import havre.client.json.JsonNull;
import havre.client.json.JsonNumber;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import java.util.List;

/// `eq ne lt le gt ge`.
final class Comparing {
  private Comparing() {}

  static boolean compare(String name, List<Object> a) {
    if (a.size() < 2) {
      throw new IllegalArgumentException(
          "error calling " + name + ": missing argument for comparison");
    }
    Object left = a.getFirst();
    Object right = a.get(1);
    return switch (name) {
      case "eq" -> {
        for (Object other : a.subList(1, a.size())) {
          if (equal(name, left, other)) {
            yield true;
          }
        }
        yield false;
      }
      case "ne" -> !equal(name, left, right);
      case "lt" -> order(name, left, right) < 0;
      case "le" -> order(name, left, right) <= 0;
      case "gt" -> order(name, left, right) > 0;
      default -> order(name, left, right) >= 0;
    };
  }

  private static boolean equal(String name, Object left, Object right) {
    if (left instanceof JsonNumber a && right instanceof JsonNumber b) {
      if (a.isInteger() != b.isInteger()) {
        throw incompatible(name);
      }
      return order(name, left, right) == 0;
    }
    for (Object value : new Object[] {left, right}) {
      if (value instanceof JsonArray || value instanceof JsonObject) {
        throw new IllegalArgumentException(
            "error calling "
                + name
                + ": non-comparable type "
                + Printing.text(value)
                + ": "
                + Printing.typeName(value));
      }
    }
    if (left instanceof JsonNumber && right instanceof JsonString
        || left instanceof JsonString && right instanceof JsonNumber) {
      // Docker reads documents a second time, with numbers as texts.
      return Printing.text(left).equals(Printing.text(right));
    }
    if (left.getClass() != right.getClass() && left != JsonNull.NULL && right != JsonNull.NULL) {
      throw incompatible(name);
    }
    return left.equals(right);
  }

  private static int order(String name, Object left, Object right) {
    if (left instanceof JsonNumber a && right instanceof JsonNumber b) {
      return a.isInteger() && b.isInteger()
          ? Long.compare(a.longValue(), b.longValue())
          : Double.compare(a.doubleValue(), b.doubleValue());
    }
    if (left instanceof JsonString a && right instanceof JsonString b) {
      return a.value().compareTo(b.value());
    }
    if (left instanceof JsonNumber || left instanceof JsonString) {
      throw incompatible(name);
    }
    throw new IllegalArgumentException("error calling " + name + ": invalid type for comparison");
  }

  private static IllegalArgumentException incompatible(String name) {
    return new IllegalArgumentException(
        "error calling " + name + ": incompatible types for comparison");
  }
}
