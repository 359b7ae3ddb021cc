package havre.buildkit.cache;

import havre.build.Logins;
import havre.build.step.StepSource;
import havre.buildkit.session.ClientContent;
import havre.buildkit.session.ClientLogins;
import havre.buildkit.session.Session;
import havre.buildkit.solve.BuildJob;
import havre.common.HavreException;
import havre.images.Image;
import havre.images.RegistryImages;
import havre.oci.image.Descriptor;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.store.snapshots.LayerStore;
import havre.transport.grpc.GrpcException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The caches outside the engine that builds read and write.
public final class Caches {
  private final RegistryImages registries;
  private final LayerStore layers;

  public Caches(RegistryImages registries, LayerStore layers) {
    this.registries = registries;
    this.layers = layers;
  }

  /// Opens what a client names. Where one cannot be read, its client is told, and the build goes on
  /// without it.
  public List<StepSource> open(List<CacheEntry> entries, Session session, BuildJob job)
      throws InterruptedException {
    var sources = new ArrayList<StepSource>();
    for (CacheEntry entry : new LinkedHashSet<>(entries)) {
      try {
        sources.add(
            job.step(
                "importing cache manifest from " + entry.place(),
                _ -> CacheImport.read(source(entry, session))));
      } catch (IOException | HavreException e) {
        continue; // the step has told of it
      }
    }
    return sources;
  }

  private CacheStore source(CacheEntry entry, Session session) {
    return switch (entry.type()) {
      case "registry" -> registry(entry, new ClientLogins(session), false);
      case "local" ->
          new AtClient(
              new ClientContent(session, "local:" + entry.attribute("src")),
              layers,
              entry.attribute("digest"));
      default -> throw HavreException.notFound("unknown cache importer: \"" + entry.type() + "\"");
    };
  }

  private CacheStore registry(CacheEntry entry, Logins logins, boolean write) {
    ImageReference name = entry.reference();
    return new CacheStore.InRegistry(registries.repository(name, logins.at(name.domain()), write));
  }

  /// Writes what a build did to where its client wants it.
  ///
  /// @param results of the build
  /// @return what is told to the client
  public Map<String, String> export(
      List<CacheEntry> entries, Collection<Image> results, Session session, BuildJob job)
      throws IOException, InterruptedException {
    var answer = new TreeMap<String, String>();
    for (CacheEntry entry : entries) {
      if (entry.type().equals("inline")) {
        continue; // an image's history says all that a later build has to know
      }
      try {
        Descriptor written = export(entry, results, session, job);
        answer.put("cache.manifest", Json.text(written));
      } catch (HavreException | GrpcException e) {
        if (!entry.ignoresErrors()) {
          throw e;
        }
      }
    }
    return answer;
  }

  private Descriptor export(
      CacheEntry entry, Collection<Image> results, Session session, BuildJob job)
      throws IOException, InterruptedException {
    boolean registry = entry.type().equals("registry");
    CacheStore target =
        registry
            ? registry(entry, new ClientLogins(session), true)
            : new AtClient(
                new ClientContent(session, "local:" + entry.attribute("dest")), layers, "");
    return job.step(
        registry ? "exporting cache to registry" : "exporting cache to client directory",
        vertex -> {
          var part = vertex.part("preparing build cache for export");
          Descriptor written =
              new CacheExport(layers, job.made(), target, entry.form())
                  .run(entry.isMax() ? null : results, entry.isImageManifest());
          part.done(0);
          vertex.part("writing cache manifest " + written.digest()).done(written.size());
          return written;
        });
  }
}
