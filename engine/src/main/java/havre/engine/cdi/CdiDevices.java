package havre.engine.cdi;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The devices that vendors describe in files of this host. They are read anew each time, as
/// drivers write them when they load.
///
/// @param directories those further back take precedence
public record CdiDevices(List<String> directories) {
  private static final System.Logger LOG = System.getLogger(CdiDevices.class.getName());

  /// Where the interface says that they lie.
  public static final List<String> STANDARD = List.of("/etc/cdi", "/var/run/cdi");

  public CdiDevices {
    directories = List.copyOf(directories);
  }

  /// What the named devices change together.
  ///
  /// @param names `vendor/class=device` each
  /// @throws HavreException INTERNAL, in Docker's words, for one that no file describes
  public CdiEdits resolve(List<String> names) {
    Map<String, CdiFile> files = byDevice();
    List<String> unknown = names.stream().filter(name -> !files.containsKey(name)).toList();
    if (!unknown.isEmpty()) {
      throw HavreException.internal(
          "CDI device injection failed: unresolvable CDI devices " + String.join(", ", unknown),
          null);
    }
    CdiEdits edits = CdiEdits.NONE;
    var used = new LinkedHashSet<CdiFile>();
    for (String name : names) {
      CdiFile file = Objects.requireNonNull(files.get(name));
      if (used.add(file)) {
        edits = edits.and(EditsReader.read(file.common()));
      }
      String device = name.substring(name.indexOf('=') + 1);
      edits = edits.and(EditsReader.read(Objects.requireNonNull(file.devices().get(device))));
    }
    return edits;
  }

  /// Whether any device of a kind is described.
  public boolean has(String kind) {
    return byDevice().values().stream().anyMatch(file -> file.kind().equals(kind));
  }

  /// The file that describes each device, by its qualified name.
  private Map<String, CdiFile> byDevice() {
    var found = new LinkedHashMap<String, CdiFile>();
    for (String directory : directories) {
      for (CdiFile file : files(Path.of(directory))) {
        file.devices().keySet().forEach(name -> found.put(file.kind() + "=" + name, file));
      }
    }
    return found;
  }

  private static List<CdiFile> files(Path directory) {
    var files = new ArrayList<CdiFile>();
    if (!Files.isDirectory(directory)) {
      return files;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path path : entries.sorted().toList()) {
        String name = path.getFileName().toString();
        if (name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml")) {
          read(path, files);
        }
      }
    } catch (IOException e) {
      LOG.log(WARNING, "CDI directory " + directory + ": " + e.getMessage());
    }
    return files;
  }

  /// A file that makes no sense hides none of the others.
  private static void read(Path path, List<CdiFile> into) {
    try {
      into.add(CdiFile.read(path));
    } catch (HavreException e) {
      LOG.log(WARNING, e.getMessage());
    }
  }
}
