package havre.api.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import havre.api.Json;
import havre.build.BuildRequest;
import havre.build.step.Leftovers;
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
    refuse(query);
    String platform = query.string("platform");
    Map<String, String> arguments =
        json(
            query,
            "buildargs",
            "build args",
            new TypeReference<Map<String, String>>() {},
            Map.of());
    var valued = new TreeMap<String, String>(arguments);
    valued.values().removeIf(Objects::isNull);
    return new BuildRequest(
        query.string("dockerfile"),
        tags(query),
        valued,
        json(query, "labels", "labels", new TypeReference<Map<String, String>>() {}, Map.of()),
        query.string("target"),
        new BuildRequest.Caching(
            !query.bool("nocache"),
            json(
                query,
                "cachefrom",
                "cache sources",
                new TypeReference<List<String>>() {},
                List.of())),
        query.bool("pull"),
        query.bool("q"),
        platform.isEmpty() ? null : Platform.parse(platform),
        isolation(query),
        new BuildRequest.Manner(true, leftovers(query), arguments.keySet()));
  }

  private static void refuse(Query query) {
    if (query.has("securityopt")) {
      throw HavreException.invalid("security options are not supported on linux");
    }
    if (query.bool("squash")) {
      throw HavreException.invalid("squash is only supported with experimental mode");
    }
    String isolation = query.string("isolation");
    if (!isolation.isEmpty() && !isolation.equalsIgnoreCase("default")) {
      throw HavreException.invalid("unsupported isolation: \"" + isolation + "\"");
    }
    String version = query.string("version");
    switch (version) {
      case "", "1" -> {}
      case "2" ->
          throw HavreException.invalid(
              "builds with a session are served over gRPC alone, as docker buildx asks for them");
      default ->
          throw new HavreException(ErrorKind.INTERNAL, "invalid version \"" + version + "\"");
    }
    String outputs = query.string("outputs");
    if (!outputs.isEmpty() && !outputs.equals("[]") && !outputs.equals("null")) {
      throw HavreException.invalid("build outputs other than an image are not supported");
    }
  }

  /// Containers of steps that succeed are removed unless the client says otherwise.
  private static Leftovers leftovers(Query query) {
    if (query.bool("forcerm")) {
      return Leftovers.REMOVED;
    }
    boolean removed = query.string("rm").isEmpty() || query.bool("rm");
    return removed ? Leftovers.KEPT_ON_FAILURE : Leftovers.KEPT;
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
        json(
            query,
            "ulimits",
            "ulimit settings",
            new TypeReference<List<UlimitDto>>() {},
            List.of());
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

  private static <T> T json(
      Query query, String name, String meaning, TypeReference<T> type, T absent) {
    String text = query.string(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      return Objects.requireNonNullElse(Json.mapper().readValue(text, type), absent);
    } catch (JsonProcessingException e) {
      throw new HavreException(
          ErrorKind.INVALID, "error reading " + meaning + ": " + e.getOriginalMessage(), e);
    }
  }
}
