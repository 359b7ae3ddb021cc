package havre.registryclient;

import com.fasterxml.jackson.databind.JsonNode;

/// A repository that a search found.
public record FoundRepository(
    String name, String description, int stars, boolean official, boolean automated) {
  static FoundRepository of(JsonNode node) {
    return new FoundRepository(
        node.path("name").asText(),
        node.path("description").asText(),
        node.path("star_count").asInt(),
        node.path("is_official").asBoolean(),
        node.path("is_automated").asBoolean());
  }
}
