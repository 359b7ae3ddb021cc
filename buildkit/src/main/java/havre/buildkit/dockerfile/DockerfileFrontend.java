package havre.buildkit.dockerfile;

import havre.build.BuildRequest;
import havre.build.BuildSources;
import havre.build.Builder;
import havre.build.context.KeptContexts;
import havre.build.dockerfile.Dockerfile;
import havre.build.dockerfile.DockerfileException;
import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Instruction;
import havre.buildkit.cache.Caches;
import havre.buildkit.session.KnownFiles;
import havre.buildkit.session.Session;
import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.BuildResult;
import havre.buildkit.solve.Solution;
import havre.buildkit.solve.SolveFailure;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.Image;
import havre.images.Images;
import havre.oci.image.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The frontend `dockerfile.v0`: fetches a Dockerfile and what it uses from the client, and builds
/// it with this engine's builder.
public final class DockerfileFrontend {
  private final Builder builder;
  private final FolderImages folderImages;
  private final Images images;
  private final Caches caches;
  private final Path scratch;
  private final ClientInputs.Kept kept;

  /// @param images where folders of clients become images for a time
  /// @param scratch a folder for what clients send
  /// @param contexts keeps what clients sent
  /// @param caches outside the engine
  public DockerfileFrontend(
      Builder builder, Images images, Caches caches, Path scratch, KeptContexts contexts) {
    this.caches = caches;
    this.builder = builder;
    this.folderImages = new FolderImages(images);
    this.images = images;
    this.scratch = scratch;
    this.kept = new ClientInputs.Kept(contexts, new KnownFiles());
  }

  /// Reads the Dockerfile; it is built when the result is needed.
  ///
  /// @param definitions results that the client knows by names of contexts
  public Solution solve(
      Map<String, String> attributes,
      Map<String, BuildResult> definitions,
      Session session,
      BuildJob job)
      throws IOException, InterruptedException {
    var options = new FrontendOptions(attributes);
    options.isolation(); // what is wrong with the options is told before anything is fetched
    var inputs = new ClientInputs(options, session, job, scratch, kept);
    String text = inputs.dockerfile();
    var source = new SolveFailure.Source(options.filename(), text);
    Dockerfile file;
    try {
      file = DockerfileParser.parse(text);
    } catch (DockerfileException e) {
      throw SolveFailure.at(source, e.line(), e.line(), e);
    }
    Map<String, byte[]> answer = answer(file, options, source);
    if (!answer.isEmpty()) {
      return Solution.answer(answer);
    }
    Lint.of(file, options, source, images).tell(job, inputs.definition());
    checkTarget(file, options.text("target"));
    var sources =
        new SharedSources(
            inputs,
            UsedPaths.of(file),
            text,
            session,
            contexts(options, inputs, definitions),
            caches.open(options.cacheImports(), session, job));
    if (!options.isSeveral()) {
      return Solution.of(
          new BuildResult(() -> build(options, options.platform(), sources, job, source)),
          Map.of());
    }
    var results = new LinkedHashMap<String, BuildResult>();
    List<Platform> platforms =
        options.platforms().isEmpty() ? List.of(Platform.host()) : options.platforms();
    for (Platform platform : platforms) {
      results.put(
          platform.toString(),
          new BuildResult(() -> build(options, platform, sources, job, source)));
    }
    return new Solution(results, Map.of(Solution.PLATFORMS, ResultPlatforms.json(platforms)));
  }

  private ClientContexts contexts(
      FrontendOptions options, ClientInputs inputs, Map<String, BuildResult> definitions) {
    return new ClientContexts(options.contexts(), inputs, folderImages, definitions);
  }

  private static void checkTarget(Dockerfile file, String target) {
    if (target.isEmpty()) {
      return;
    }
    int stages = 0;
    for (Instruction instruction : file.instructions()) {
      if (instruction.keyword().equals("FROM")) {
        String number = Integer.toString(stages);
        stages++;
        String[] words = instruction.rest().split("\\s+");
        String name = words[words.length - 1];
        if (target.equals(number) || words.length == 3 && target.equalsIgnoreCase(name)) {
          return;
        }
      }
    }
    throw HavreException.invalid("target stage \"" + target + "\" could not be found");
  }

  private Image build(
      FrontendOptions options,
      @Nullable Platform platform,
      SharedSources shared,
      BuildJob job,
      SolveFailure.Source source)
      throws IOException, InterruptedException {
    BuildSources sources = shared.get(platform);
    try {
      return builder.build(request(options, platform), sources, job, job.cancellation());
    } catch (DockerfileException e) {
      throw SolveFailure.at(source, e.line(), e.line(), e);
    } catch (HavreException | IOException e) {
      throw SolveFailure.of(job, source, e);
    }
  }

  /// What a client asks of the file instead of building it; empty where it asks nothing.
  private Map<String, byte[]> answer(
      Dockerfile file, FrontendOptions options, SolveFailure.Source source) {
    String request = options.text("requestid");
    return switch (request) {
      case "" -> Map.of();
      case "frontend.lint" -> Lint.of(file, options, source, images).answer();
      case "frontend.targets" -> new Targets(file, source).answer();
      default ->
          throw new HavreException(ErrorKind.NOT_SUPPORTED, "unsupported request " + request);
    };
  }

  private static BuildRequest request(FrontendOptions options, @Nullable Platform platform) {
    return new BuildRequest(
        options.filename(),
        List.of(),
        options.arguments(),
        options.labels(),
        options.text("target"),
        options.caching(),
        options.pull(),
        false,
        platform,
        options.isolation(),
        BuildRequest.Manner.OF_BUILDKIT);
  }
}
