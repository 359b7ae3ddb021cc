package havre.testkit.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Checks answers of the Engine API against its specification, version 1.51: documented status,
/// required fields, types, enumerations, and no field that the specification does not know.
public final class SpecValidator {
  private static final String FILE = "docker-engine-api-v1.51.yaml";
  private static final int ALIASES = 1000;
  private static final int FILE_LIMIT = 4 * 1024 * 1024;

  private final JsonNode specification;
  private final SchemaCheck schemas;

  private SpecValidator(JsonNode specification) {
    this.specification = specification;
    this.schemas = new SchemaCheck(specification);
  }

  /// Reads the specification, which comes with this class.
  public static SpecValidator load() {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(ALIASES);
    options.setCodePointLimit(FILE_LIMIT);
    try (InputStream file = SpecValidator.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      Object yaml = new Yaml(new SafeConstructor(options)).load(file);
      return new SpecValidator(new ObjectMapper().valueToTree(yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every endpoint of the specification, as `METHOD /path/{parameter}`.
  public List<String> endpoints() {
    var endpoints = new TreeSet<String>();
    specification
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method ->
                    endpoints.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return List.copyOf(endpoints);
  }

  /// What is wrong with an answer, each as one sentence; empty where nothing is.
  ///
  /// @param path as the specification writes it, `/containers/{id}/json`
  /// @param body null's node where there was none
  public List<String> check(String method, String path, int status, JsonNode body) {
    JsonNode operation =
        specification.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
    if (operation.isMissingNode()) {
      return List.of("the specification has no " + method + " " + path);
    }
    JsonNode response = operation.path("responses").path(Integer.toString(status));
    if (response.isMissingNode()) {
      return List.of("status " + status + " is not documented for " + method + " " + path);
    }
    var problems = new ArrayList<String>();
    JsonNode schema = response.path("schema");
    if (!schema.isMissingNode()) {
      schemas.check(schema, body, "$", problems);
    }
    return problems;
  }

  /// Checks a value against a named definition, such as one line of a stream.
  public List<String> checkDefinition(String name, JsonNode value) {
    var problems = new ArrayList<String>();
    JsonNode definition = specification.path("definitions").path(name);
    if (definition.isMissingNode()) {
      problems.add("the specification has no definition " + name);
    } else {
      schemas.check(definition, value, "$", problems);
    }
    return problems;
  }
}
