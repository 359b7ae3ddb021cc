package havre.buildkit.control;

import havre.buildkit.cache.Caches;
import havre.buildkit.export.BuiltImages;
import havre.buildkit.export.ExportRequest;
import havre.buildkit.export.Exports;
import havre.buildkit.gateway.LlbBridge;
import havre.buildkit.session.Sessions;
import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.BuildJobs;
import havre.buildkit.solve.BuildResult;
import havre.buildkit.solve.Solution;
import havre.buildkit.solve.SolveFailure;
import havre.buildkit.solve.Solver;
import havre.common.HavreException;
import havre.images.Image;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Carries out what clients ask to be built, from the frontend to the export.
public final class Builds {
  private final BuildJobs jobs;
  private final LlbBridge gateway;
  private final Exports exports;
  private final Caches caches;
  private final Sessions sessions;

  public Builds(
      BuildJobs jobs, LlbBridge gateway, Exports exports, Caches caches, Sessions sessions) {
    this.caches = caches;
    this.sessions = sessions;
    this.jobs = jobs;
    this.gateway = gateway;
    this.exports = exports;
  }

  /// Begins a build, of which others can hear from now on. [#run] ends it.
  public BuildJob open(SolveRequest request) {
    request.exports().forEach(Exports::check);
    return jobs.open(
        request.id(),
        request.session(),
        new BuildJob.Definition(request.frontend(), request.options()));
  }

  /// Builds and exports. Interrupted, the build is cancelled.
  ///
  /// @return what the exports tell
  public Map<String, String> run(BuildJob job, SolveRequest request)
      throws IOException, InterruptedException {
    Map<String, String> exported = Map.of();
    String error = "context canceled";
    try {
      exported = Solver.run(job, () -> export(request, solution(request, job), job));
      error = "";
      return exported;
    } catch (HavreException e) {
      error = String.valueOf(e.getMessage());
      throw SolveFailure.of(e);
    } catch (IOException e) {
      error = String.valueOf(e.getMessage());
      throw e;
    } finally {
      jobs.end(job, exported, error);
    }
  }

  /// Ends a build, if one of that id runs.
  public void cancel(String id) {
    jobs.running(id).ifPresent(job -> job.cancellation().cancel());
  }

  private Solution solution(SolveRequest request, BuildJob job)
      throws IOException, InterruptedException {
    return request.isDriven()
        ? Solver.awaitReturn(job)
        : gateway.solve(
            request.frontend(), request.options(), request.definition(), request.inputs(), job);
  }

  private Map<String, String> export(SolveRequest request, Solution solution, BuildJob job)
      throws IOException, InterruptedException {
    var images = new LinkedHashMap<String, Image>();
    for (Map.Entry<String, BuildResult> result : solution.results().entrySet()) {
      images.put(result.getKey(), result.getValue().image());
    }
    var answer = new TreeMap<String, String>();
    if (!images.isEmpty()) {
      var built = new BuiltImages(images, solution.isSeveral());
      for (ExportRequest export : request.exports()) {
        answer.putAll(exports.export(export, built, job));
      }
      if (!request.caches().isEmpty()) {
        answer.putAll(
            caches.export(request.caches(), images.values(), sessions.get(job.session()), job));
      }
    }
    return answer;
  }
}
