package havre.images.trust;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a `policy.json`. What it wants and is not known here is refused rather than passed over.
public final class PolicyFile {
  private static final Set<String> SIGNED_FIELDS =
      Set.of("type", "keyPath", "keyPaths", "keyData", "keyDatas", "signedIdentity");

  private PolicyFile() {}

  /// @throws HavreException INVALID naming the file and what is wrong with it
  public static SignaturePolicy read(Path file) {
    try {
      return policy(Json.tree(Files.readAllBytes(file), "policy"));
    } catch (IOException | HavreException e) {
      throw HavreException.invalid(
          "could not use the signature policy " + file + ": " + e.getMessage());
    }
  }

  private static SignaturePolicy policy(JsonNode root) {
    Map<String, List<Requirement>> scopes = new HashMap<>();
    for (Map.Entry<String, JsonNode> scope : root.path("transports").path("docker").properties()) {
      scopes.put(scope.getKey(), requirements(scope.getValue(), scope.getKey()));
    }
    if (!root.has("default")) {
      throw HavreException.invalid("it has no \"default\"");
    }
    return new SignaturePolicy(scopes, requirements(root.path("default"), "default"));
  }

  private static List<Requirement> requirements(JsonNode list, String scope) {
    if (!list.isArray() || list.isEmpty()) {
      throw HavreException.invalid("\"" + scope + "\" has no requirements");
    }
    var requirements = new ArrayList<Requirement>();
    for (JsonNode each : list) {
      String type = each.path("type").asText();
      requirements.add(
          switch (type) {
            case "insecureAcceptAnything" -> new Requirement.Anything();
            case "reject" -> new Requirement.Rejected();
            case "sigstoreSigned" -> signed(each);
            default ->
                throw HavreException.invalid(
                    "requirements of type \"" + type + "\" are not supported");
          });
    }
    return requirements;
  }

  private static Requirement signed(JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!SIGNED_FIELDS.contains(field.getKey())) {
        throw HavreException.invalid("\"" + field.getKey() + "\" is not supported");
      }
    }
    var keys = new ArrayList<SigningKey>();
    for (String path : texts(node, "keyPath", "keyPaths")) {
      keys.add(SigningKey.read(Path.of(path)));
    }
    for (String data : texts(node, "keyData", "keyDatas")) {
      keys.add(SigningKey.parse(decoded(data), "keyData"));
    }
    if (keys.isEmpty()) {
      throw HavreException.invalid("\"sigstoreSigned\" has no key");
    }
    return new Requirement.Signed(keys, identity(node.path("signedIdentity")));
  }

  private static String decoded(String data) {
    try {
      return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      throw HavreException.invalid("\"keyData\" is not in base64");
    }
  }

  private static List<String> texts(JsonNode node, String one, String several) {
    var texts = new ArrayList<String>();
    if (node.has(one)) {
      texts.add(node.path(one).asText());
    }
    node.path(several).forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static SignedIdentity identity(JsonNode node) {
    String type = node.path("type").asText("matchRepoDigestOrExact");
    return switch (type) {
      case "matchRepoDigestOrExact" -> new SignedIdentity.RepositoryForDigestOrExact();
      case "matchExact" -> new SignedIdentity.Exact();
      case "matchRepository" -> new SignedIdentity.SameRepository();
      case "exactRepository" ->
          new SignedIdentity.OneRepository(
              ImageReference.parse(node.path("dockerRepository").asText()));
      default ->
          throw HavreException.invalid("identities of type \"" + type + "\" are not supported");
    };
  }
}
