package havre.store.metadata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The tables of one component, as numbered steps that were never changed once released: step `n`
/// brings version `n - 1` to version `n`.
public record Schema(String component, List<String> steps) {
  public Schema {
    steps = List.copyOf(steps);
  }

  /// Reads the steps from the resources `<component>-1.sql` to `<component>-<latest>.sql` beside a
  /// class.
  public static Schema ofResources(Class<?> beside, String component, int latest) {
    var steps = new ArrayList<String>();
    for (int version = 1; version <= latest; version++) {
      steps.add(resource(beside, component + "-" + version + ".sql"));
    }
    return new Schema(component, steps);
  }

  private static String resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name + " beside " + beside.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
