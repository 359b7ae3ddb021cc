package havre.api.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import havre.api.Json;
import havre.build.BuildRequest;
import havre.build.step.StepIsolation;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.transport.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Reads the query of `POST /build`.
final class BuildParameters {
  private BuildParameters() {}

  private record UlimitDto(String name, long soft, long hard) {}

  static BuildRequest read(Query query) {
    if (query.bool("squash")) {
      throw HavreException.invalid("squash is only supported with experimental mode");
    }
    if (!query.string("outputs").isEmpty() && !query.string("outputs").equals("[]")) {
      throw HavreException.invalid("build outputs other than an image are not supported");
    }
    String platform = query.string("platform");
    return new BuildRequest(
        query.string("dockerfile"),
        tags(query),
        arguments(query),
        json(query, "labels", new TypeReference<Map<String, String>>() {}, Map.of()),
        query.string("target"),
        query.bool("nocache"),
        query.bool("pull"),
        query.bool("q"),
        platform.isEmpty() ? null : Platform.parse(platform),
        isolation(query));
  }

  /// Those without a value, which ask for the client's own, are left out.
  private static Map<String, String> arguments(Query query) {
    Map<String, String> all =
        new TreeMap<>(
            json(query, "buildargs", new TypeReference<Map<String, String>>() {}, Map.of()));
    all.values().removeIf(Objects::isNull);
    return all;
  }

  private static List<ImageReference> tags(Query query) {
    var tags = new ArrayList<ImageReference>();
    for (String text : query.all("t")) {
      if (!text.isEmpty()) {
        ImageReference tag = ImageReference.parse(text);
        if (tag.digest() != null) {
          throw HavreException.invalid("build tag cannot contain a digest");
        }
        tags.add(tag.withDefaultTag());
      }
    }
    return tags;
  }

  private static StepIsolation isolation(Query query) {
    List<UlimitDto> limits =
        json(query, "ulimits", new TypeReference<List<UlimitDto>>() {}, List.of());
    return new StepIsolation(
        query.string("networkmode"),
        hosts(query),
        query.number("memory", 0),
        query.number("memswap", 0),
        query.number("cpushares", 0),
        query.number("cpuperiod", 0),
        query.number("cpuquota", 0),
        query.string("cpusetcpus"),
        query.string("cpusetmems"),
        query.number("shmsize", 0),
        limits.stream()
            .map(limit -> new StepIsolation.Ulimit(limit.name(), limit.soft(), limit.hard()))
            .toList(),
        query.string("cgroupparent"));
  }

  /// `name:address`, one parameter each, or separated by commas.
  private static List<String> hosts(Query query) {
    var hosts = new ArrayList<String>();
    for (String value : query.all("extrahosts")) {
      for (String host : value.split(",")) {
        if (!host.isBlank()) {
          hosts.add(host.strip());
        }
      }
    }
    return hosts;
  }

  private static <T> T json(Query query, String name, TypeReference<T> type, T absent) {
    String text = query.string(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      return Objects.requireNonNullElse(Json.mapper().readValue(text, type), absent);
    } catch (JsonProcessingException e) {
      throw new HavreException(
          ErrorKind.INVALID, "error reading " + name + ": " + e.getOriginalMessage(), e);
    }
  }
}
