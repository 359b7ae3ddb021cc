package havre.cli.manifest;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.cli.registry.Credentials;
import havre.client.Distribution;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.client.json.JsonValue;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A manifest as a registry has it.
///
/// @param content its text
record RemoteManifest(
    ImageReference name, String mediaType, String digest, long size, String content) {
  private static final List<String> LISTS =
      List.of(
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.oci.image.index.v1+json");

  static ImageReference name(String text) {
    try {
      return ImageReference.parse(text).withDefaultTag();
    } catch (HavreException e) {
      throw new CliException(
          "error parsing name for manifest list " + text + ": " + CliException.text(e));
    }
  }

  static RemoteManifest of(Context context, ImageReference name) {
    JsonObject found =
        context.engine().distribution().manifest(name.toString(), auth(context, name));
    return new RemoteManifest(
        name,
        found.string("MediaType"),
        found.string("Digest"),
        found.number("Size"),
        found.string("Content"));
  }

  static String auth(Context context, ImageReference name) {
    return Credentials.of(context).header(name.domain());
  }

  boolean isList() {
    return LISTS.contains(mediaType);
  }

  boolean isOci() {
    return mediaType.startsWith("application/vnd.oci.");
  }

  JsonObject document() {
    return object(content);
  }

  private static JsonObject object(String text) {
    JsonValue value = JsonReader.parse(text);
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new CliException("the registry's answer is no object");
  }

  /// Its digest by which it is found whatever becomes of its tag.
  String source() {
    return name.name() + "@" + digest;
  }

  /// As it is kept here: with the platform that its configuration tells.
  JsonObject kept(Context context) {
    JsonObject document = document();
    JsonObject config = document.object("config");
    JsonObject told = config(context.engine().distribution(), config, auth(context, name));
    var platform =
        new JsonObject()
            .put("architecture", told.string("architecture"))
            .put("os", told.string("os"));
    for (String more : List.of("os.version", "variant")) {
      if (!told.string(more).isEmpty()) {
        platform.put(more, told.string(more));
      }
    }
    if (!told.array("os.features").isEmpty()) {
      platform.put("os.features", told.array("os.features"));
    }
    var descriptor =
        new JsonObject()
            .put("mediaType", mediaType)
            .put("digest", digest)
            .put("size", size)
            .put("platform", platform);
    return new JsonObject()
        .put("Ref", name.toString())
        .put("Descriptor", descriptor)
        .put(isOci() ? "OCIManifest" : "SchemaV2Manifest", document);
  }

  private JsonObject config(Distribution distribution, JsonObject descriptor, String auth) {
    try (InputStream in =
        distribution.blob(
            name.name(), descriptor.string("digest"), descriptor.number("size"), auth)) {
      return object(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CliException(CliException.text(e));
    }
  }
}
