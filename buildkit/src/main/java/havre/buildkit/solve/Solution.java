package havre.buildkit.solve;

import com.fasterxml.jackson.databind.JsonNode;
import havre.oci.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What a build comes to: a result, one for each of several platforms, or none; with what the
/// frontend tells of it.
///
/// @param results by the names of their platforms; the name of a single one is empty
public record Solution(SequencedMap<String, BuildResult> results, Map<String, byte[]> metadata) {
  /// Which platforms there are, in a frontend's answer.
  public static final String PLATFORMS = "refs.platforms";

  public static final Solution EMPTY = new Solution(new LinkedHashMap<>(), Map.of());

  public Solution {
    results = new LinkedHashMap<>(results);
  }

  /// One result.
  public static Solution of(BuildResult result, Map<String, byte[]> metadata) {
    var results = new LinkedHashMap<String, BuildResult>();
    results.put("", result);
    return new Solution(results, metadata);
  }

  /// No result but an answer.
  public static Solution answer(Map<String, byte[]> metadata) {
    return new Solution(new LinkedHashMap<>(), metadata);
  }

  /// The same with the results in the order in which the frontend names their platforms, which
  /// clients do not keep.
  public Solution ordered() {
    var order = new LinkedHashMap<String, BuildResult>();
    byte[] platforms = metadata.get(PLATFORMS);
    if (platforms != null) {
      for (JsonNode platform : Json.tree(platforms, PLATFORMS).path("Platforms")) {
        String name = platform.path("ID").asText();
        BuildResult result = results.get(name);
        if (result != null) {
          order.put(name, result);
        }
      }
    }
    results.forEach(order::putIfAbsent);
    return new Solution(order, metadata);
  }

  /// The one result without a platform's name.
  public Optional<BuildResult> single() {
    return Optional.ofNullable(results.get(""));
  }

  /// Whether results bear the names of platforms.
  public boolean isSeveral() {
    return !results.isEmpty() && !results.containsKey("");
  }
}
