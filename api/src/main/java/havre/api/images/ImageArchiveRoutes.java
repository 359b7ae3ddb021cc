package havre.api.images;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.JsonLines;
import havre.api.Routes;
import havre.build.context.Download;
import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.Images;
import havre.images.ImportRequest;
import havre.images.Progress;
import havre.images.RegistryImages;
import havre.images.SavedImages;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.registryclient.Credentials;
import havre.transport.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Images as archives: import, load, save.
public final class ImageArchiveRoutes implements Routes {
  private static final int WITH_PLATFORM = 48;
  private static final String TAR = "application/x-tar";

  private final Images images;
  private final RegistryImages registries;

  public ImageArchiveRoutes(Images images, RegistryImages registries) {
    this.images = images;
    this.registries = registries;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("POST", "/images/create", this::create)
        .add("POST", "/images/load", this::load)
        .add("GET", "/images/get", this::saveSeveral)
        .add("GET", "/images/{name:.*}/get", this::saveOne);
  }

  /// `fromSrc` is an import, `fromImage` a pull.
  private void create(Call call) throws IOException {
    String source = call.query().string("fromSrc");
    if (source.isEmpty()) {
      pull(call);
      return;
    }
    try (InputStream archive = source.equals("-") ? call.body() : remote(source)) {
      var request =
          new ImportRequest(
              name(call.query().string("repo"), call.query().string("tag")),
              call.query().string("message"),
              call.query().all("changes"),
              platform(call.query().string("platform")),
              source);
      // Nothing is said before the image is there, so that a failure has its own status.
      var id = images.importImage(request, archive, Progress.none()).id();
      try (JsonLines lines = call.jsonLines()) {
        new ProgressLines(lines, false).status(null, id.toString(), 0, 0);
      }
    }
  }

  /// Without tag and digest all tags of the repository are pulled.
  private void pull(Call call) throws IOException {
    String image = call.query().string("fromImage");
    if (image.isEmpty()) {
      throw HavreException.invalid("invalid reference format");
    }
    ImageReference parsed = ImageReference.parse(withoutColon(image));
    String tag = call.query().string("tag");
    ImageReference name = tag.isEmpty() ? parsed : tagged(parsed, tag);
    Platform platform = platform(call.query().string("platform"));
    Credentials credentials = RegistryAuth.of(call);
    // A pull that waits for its registry writes nothing, and would not find its client gone.
    call.onDisconnect(Thread.currentThread()::interrupt);
    LateLines.tell(
        call,
        lines -> {
          if (name.isNameOnly()) {
            registries.pullAll(name, platform, credentials, lines);
          } else {
            registries.pull(name, platform, credentials, lines);
          }
        });
  }

  private static String withoutColon(String image) {
    return image.endsWith(":") ? image.substring(0, image.length() - 1) : image;
  }

  /// What is given as a tag may be a digest.
  private static ImageReference tagged(ImageReference name, String tag) {
    if (!tag.contains(":")) {
      return name.withTag(tag);
    }
    try {
      return new ImageReference(name.domain(), name.path(), null, Digest.parse(tag));
    } catch (HavreException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid tag format", e);
    }
  }

  private void load(Call call) throws IOException {
    Platform platform = PlatformParameter.of(call, WITH_PLATFORM);
    boolean quiet = call.query().bool("quiet");
    try (JsonLines lines = call.jsonLines()) {
      try {
        images.load(call.body(), platform, new ProgressLines(lines, quiet));
      } catch (HavreException e) {
        lines.sendError(String.valueOf(e.getMessage()));
      }
    }
  }

  private void saveOne(Call call) throws IOException {
    save(call, List.of(call.parameter("name")));
  }

  private void saveSeveral(Call call) throws IOException {
    var names = new ArrayList<String>();
    for (String value : call.query().all("names")) {
      names.addAll(List.of(value.split(",")));
    }
    save(call, names);
  }

  private void save(Call call, List<String> names) throws IOException {
    Platform platform = PlatformParameter.of(call, WITH_PLATFORM);
    SavedImages saved = images.save(names, platform);
    try (OutputStream out = call.stream(TAR)) {
      saved.writeTo(out);
    }
  }

  private static @Nullable ImageReference name(String repository, String tag) {
    if (repository.isEmpty()) {
      return null;
    }
    ImageReference name = ImageReference.parse(repository);
    if (name.digest() != null) {
      throw HavreException.invalid("cannot import digest reference");
    }
    return tag.isEmpty() ? name : name.withTag(tag);
  }

  private static InputStream remote(String source) throws IOException {
    return Download.open(source.contains("://") ? source : "http://" + source).content();
  }

  private static @Nullable Platform platform(String text) {
    return text.isEmpty() ? null : Platform.parse(text);
  }
}
