package havre.engine.lifecycle;

import havre.engine.Filters;
import havre.engine.container.AttachRequest;
import havre.engine.container.CommitOptions;
import havre.engine.container.ContainerView;
import havre.engine.container.Containers;
import havre.engine.container.FileChange;
import havre.engine.container.HostOptions.RestartPolicy;
import havre.engine.container.LogRequest;
import havre.engine.container.LogSession;
import havre.engine.container.PathArchive;
import havre.engine.container.PathStatus;
import havre.engine.container.ResourceUsage;
import havre.engine.container.Resources;
import havre.engine.container.StreamSession;
import havre.runtime.WindowSize;
import havre.store.diff.TreeArchive;
import havre.store.snapshots.Layer;
import havre.store.snapshots.Lease;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The containers of this machine: one door to the verbs.
final class LocalContainers implements Containers {
  private final Verbs verbs;

  LocalContainers(Verbs verbs) {
    this.verbs = verbs;
  }

  @Override
  public Created create(CreateRequest request) {
    return verbs.create().create(request);
  }

  @Override
  public void start(String ref) {
    verbs.start().start(ref);
  }

  @Override
  public void stop(String ref, String signal, @Nullable Integer timeout) {
    verbs.stop().stop(ref, signal, timeout);
  }

  @Override
  public void restart(String ref, String signal, @Nullable Integer timeout) {
    verbs.restart().restart(ref, signal, timeout);
  }

  @Override
  public void kill(String ref, String signal) {
    verbs.kill().kill(ref, signal);
  }

  @Override
  public void pause(String ref) {
    verbs.pause().pause(ref);
  }

  @Override
  public void unpause(String ref) {
    verbs.pause().unpause(ref);
  }

  @Override
  public void rename(String ref, String newName) {
    verbs.rename().rename(ref, newName);
  }

  @Override
  public void remove(String ref, RemoveOptions options) {
    verbs.remove().remove(ref, options);
  }

  @Override
  public CompletableFuture<WaitResult> wait(String ref, WaitCondition condition) {
    return verbs.await().wait(ref, condition);
  }

  @Override
  public StreamSession attach(String ref, AttachRequest request) {
    return verbs.attach().attach(ref, request);
  }

  @Override
  public LogSession logs(String ref, LogRequest request) {
    return verbs.logs().read(ref, request);
  }

  @Override
  public void resize(String ref, int rows, int columns) {
    Container container = verbs.registry().resolve(ref);
    container.requireRun().process().resize(new WindowSize(columns, rows));
    verbs
        .events()
        .publish(
            container,
            "resize",
            "height",
            Integer.toString(rows),
            "width",
            Integer.toString(columns));
  }

  @Override
  public ProcessTable top(String ref, String psArguments) {
    Container container = verbs.registry().resolve(ref);
    List<Integer> processes = container.requireRun().process().processes();
    ProcessTable table = ProcessListing.of(processes, psArguments, verbs.parts().clock().instant());
    verbs.events().publish(container, "top");
    return table;
  }

  @Override
  public List<ContainerView> list(ListOptions options) {
    return verbs.list().list(options);
  }

  @Override
  public ContainerView inspect(String ref, boolean size) {
    ContainerView view = verbs.views().full(verbs.registry().resolve(ref));
    return size ? verbs.sizes().measured(view) : view;
  }

  @Override
  public List<FileChange> changes(String ref) {
    return verbs.layer().changes(ref);
  }

  @Override
  public PathArchive export(String ref) {
    return verbs.layer().export(ref);
  }

  @Override
  public PathStatus pathStatus(String ref, String path) {
    return verbs.copy().status(ref, path);
  }

  @Override
  public PathArchive archive(String ref, String path) {
    return verbs.copy().archive(ref, path);
  }

  @Override
  public void extract(
      String ref, String path, boolean keepKinds, boolean ownedByUser, InputStream archive) {
    verbs.copy().extract(ref, path, keepKinds, ownedByUser, archive);
  }

  @Override
  public String commit(String ref, CommitOptions options) {
    return verbs.commit().commit(ref, options);
  }

  @Override
  public Layer saveLayer(String ref, TreeArchive.LayerOptions options, Lease lease) {
    return verbs.commit().saveLayer(ref, options, lease);
  }

  @Override
  public ResourceUsage usage(String ref) {
    return verbs.measure().measure(ref);
  }

  @Override
  public List<String> update(
      String ref, Resources resources, @Nullable RestartPolicy restartPolicy) {
    return verbs.update().update(ref, resources, restartPolicy);
  }

  @Override
  public PruneReport prune(Filters filters) {
    return verbs.prune().prune(filters);
  }
}
