package havre.images;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which images of a catalog pass the filters of a request.
final class ImageSelection {
  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

  private final Catalog catalog;
  private final ImageFilters filters;
  private final Instant now;

  ImageSelection(Catalog catalog, ImageFilters filters, Instant now) {
    this.catalog = catalog;
    this.filters = filters;
    this.now = now;
  }

  /// @param intermediate whether images without a name that others were built on pass too
  Predicate<Image> matching(boolean intermediate) {
    Predicate<Image> all = image -> passes(image);
    for (String before : filters.get("before")) {
      Instant limit = catalog.resolve(before).document().created();
      all = all.and(image -> image.document().created().isBefore(limit));
    }
    for (String since : filters.get("since")) {
      Instant limit = catalog.resolve(since).document().created();
      all = all.and(image -> image.document().created().isAfter(limit));
    }
    for (String until : filters.get("until")) {
      Instant limit = instant(until);
      all = all.and(image -> image.document().created().isBefore(limit));
    }
    if (!filters.get("dangling").isEmpty()) {
      boolean dangling = filters.flag("dangling", false);
      all =
          all.and(image ->
              dangling ? image.tags().isEmpty() && !hasChildren(image) : !image.isDangling());
    }
    return intermediate ? all : all.and(image -> !image.isDangling() || !hasChildren(image));
  }

  /// Whether the labels pass, and the names where names are asked for.
  private boolean passes(Image image) {
    return (filters.get("reference").isEmpty()
            || image.references().stream().anyMatch(this::isAskedFor))
        && filters.get("label").stream().allMatch(wish -> hasLabel(image, wish))
        && filters.get("label!").stream().noneMatch(wish -> hasLabel(image, wish));
  }

  /// Of an image's names only those are shown that were asked for.
  Image shown(Image image) {
    return filters.get("reference").isEmpty()
        ? image
        : image.withReferences(image.references().stream().filter(this::isAskedFor).toList());
  }

  private boolean isAskedFor(ImageReference name) {
    return filters.get("reference").stream().anyMatch(pattern -> matches(pattern, name));
  }

  private boolean hasChildren(Image image) {
    return !catalog.childrenOf(image.id()).isEmpty();
  }

  private static boolean hasLabel(Image image, String wish) {
    Map<String, String> labels = image.config().labels();
    if (labels == null) {
      return false;
    }
    int equals = wish.indexOf('=');
    return equals < 0
        ? labels.containsKey(wish)
        : wish.substring(equals + 1).equals(labels.get(wish.substring(0, equals)));
  }

  static boolean matches(String pattern, ImageReference name) {
    Pattern glob = glob(pattern);
    return glob.matcher(name.familiar()).matches() || glob.matcher(name.familiarName()).matches();
  }

  /// A pattern as Go's path.Match has it: `*` and `?` stop at slashes.
  private static Pattern glob(String pattern) {
    var regex = new StringBuilder();
    boolean inClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (inClass) {
        inClass = c != ']';
        regex.append(c == '&' ? "\\&" : String.valueOf(c));
        continue;
      }
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        case '[' -> {
          inClass = true;
          regex.append('[');
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (inClass) {
      throw new HavreException(ErrorKind.INTERNAL, "syntax error in pattern"); // Docker's status
    }
    return Pattern.compile(regex.toString());
  }

  /// A time as Docker's filters take it: RFC 3339, a date, seconds since 1970, or a duration back
  /// from now.
  private Instant instant(String text) {
    try {
      if (text.matches("-?\\d+(\\.\\d+)?")) {
        return Instant.ofEpochMilli(Math.round(Double.parseDouble(text) * 1000));
      }
      if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      if (text.contains("T")) {
        return OffsetDateTime.parse(text).toInstant();
      }
    } catch (DateTimeException e) {
      throw noTime(text);
    }
    return now.minus(duration(text));
  }

  private static HavreException noTime(String text) {
    return new HavreException(
        ErrorKind.INTERNAL, // Docker's status
        "failed to parse value as time or duration: \"" + text + "\"");
  }

  private static Duration duration(String text) {
    Matcher parts = DURATION_PART.matcher(text);
    double seconds = 0;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      end = parts.end();
      double unit =
          switch (parts.group(2)) {
            case "ns" -> 1e-9;
            case "us", "µs" -> 1e-6;
            case "ms" -> 1e-3;
            case "s" -> 1;
            case "m" -> 60;
            default -> 3600;
          };
      seconds += Double.parseDouble(parts.group(1)) * unit;
    }
    if (end == 0 || end != text.length()) {
      throw noTime(text);
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
