package havre.buildkit.dockerfile;

import havre.oci.image.Platform;
import havre.oci.json.Json;
import java.util.List;
import java.util.Map;

/// For which platforms there are results, as clients read it (`refs.platforms`).
final class ResultPlatforms {
  private ResultPlatforms() {}

  static byte[] json(List<Platform> platforms) {
    return Json.bytes(
        Map.of(
            "Platforms",
            platforms.stream()
                .map(platform -> Map.of("ID", platform.toString(), "Platform", platform))
                .toList()));
  }
}
