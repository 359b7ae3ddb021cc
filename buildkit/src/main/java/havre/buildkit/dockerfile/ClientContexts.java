package havre.buildkit.dockerfile;

import havre.build.NamedContexts;
import havre.buildkit.solve.BuildResult;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.Image;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The contexts that a client gives names: images, folders of its own, and results of other builds.
/// Thread-safe.
final class ClientContexts implements NamedContexts {
  private static final String IMAGE = "docker-image://";
  private static final String FOLDER = "local:";
  private static final String RESULT = "input:";

  private final Map<String, String> contexts = new HashMap<>();
  private final ClientInputs inputs;
  private final FolderImages folders;
  private final Map<String, BuildResult> results;
  private final Map<String, Image> made = new HashMap<>();

  /// @param contexts what the names stand for, as the client writes it
  /// @param results of other builds, which some of them stand for
  ClientContexts(
      Map<String, String> contexts,
      ClientInputs inputs,
      FolderImages folders,
      Map<String, BuildResult> results) {
    this.results = Map.copyOf(results);
    contexts.forEach((name, value) -> this.contexts.put(plain(name), value));
    this.inputs = inputs;
    this.folders = folders;
  }

  /// Without what a name of an image may leave out.
  private static String plain(String name) {
    try {
      String familiar = ImageReference.parse(name).familiar();
      return familiar.endsWith(":latest")
          ? familiar.substring(0, familiar.length() - ":latest".length())
          : familiar;
    } catch (HavreException _) {
      return name;
    }
  }

  /// As a build for a platform sees them: names may stand for something else on each.
  NamedContexts on(@Nullable Platform platform) {
    return platform == null ? this : name -> find(name + "::" + platform).or(() -> find(name));
  }

  @Override
  public Optional<Named> find(String name) {
    return contexts.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(contexts.get(plain(name))).map(value -> () -> image(name, value));
  }

  private String image(String name, String value) throws IOException {
    if (value.startsWith(IMAGE)) {
      return value.substring(IMAGE.length());
    }
    if (value.startsWith(FOLDER)) {
      return folder(name, value.substring(FOLDER.length()));
    }
    if (value.startsWith(RESULT)) {
      return result(name, value.substring(RESULT.length()));
    }
    throw new HavreException(
        ErrorKind.NOT_SUPPORTED,
        "unsupported context source for " + name + ": " + value.replaceFirst(":.*", ""));
  }

  private String result(String name, String input) throws IOException {
    BuildResult result = results.get(input);
    if (result == null) {
      throw HavreException.invalid("invalid input for " + name + ": " + input);
    }
    try {
      return result.image().id().toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("context canceled").initCause(e);
    }
  }

  private synchronized String folder(String name, String folder) throws IOException {
    Image image = made.get(folder);
    if (image == null) {
      try {
        image = inputs.image(name, folder, folders);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("context canceled").initCause(e);
      }
      made.put(folder, image);
    }
    return image.id().toString();
  }
}
