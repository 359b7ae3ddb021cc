package havre.api;

import havre.common.ContainerId;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.engine.container.AttachRequest;
import havre.engine.container.CommitOptions;
import havre.engine.container.ContainerPort;
import havre.engine.container.ContainerState;
import havre.engine.container.ContainerStatus;
import havre.engine.container.ContainerView;
import havre.engine.container.Containers;
import havre.engine.container.EndpointRequest;
import havre.engine.container.FileChange;
import havre.engine.container.Health;
import havre.engine.container.HostOptions;
import havre.engine.container.HostPort;
import havre.engine.container.LogRequest;
import havre.engine.container.LogSession;
import havre.engine.container.NetworkSettings;
import havre.engine.container.PathArchive;
import havre.engine.container.PathStatus;
import havre.engine.container.ResourceUsage;
import havre.engine.container.Resources;
import havre.engine.container.StreamSession;
import havre.store.diff.TreeArchive;
import havre.store.snapshots.Layer;
import havre.store.snapshots.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Containers in memory; what was asked is noted in `calls`.
public final class FakeContainers implements Containers {
  public static final String ID = "ab".repeat(32);
  public final List<String> calls = new ArrayList<>();
  public final CompletableFuture<WaitResult> exit = new CompletableFuture<>();
  public CreateRequest created;
  public LogRequest logRequest;
  public AttachRequest attachRequest;
  public Resources updated;
  public int measurements;
  public boolean tty;
  public int logLines = 3;
  public volatile FakeSession session;

  private void note(String call) {
    calls.add(call);
  }

  private void known(String ref) {
    if (ref.equals("nope")) {
      throw HavreException.notFound("No such container: " + ref);
    }
  }

  @Override
  public Created create(CreateRequest request) {
    created = request;
    return new Created(ID, List.of());
  }

  @Override
  public void start(String ref) {
    known(ref);
    if (ref.equals("running")) {
      throw new HavreException(ErrorKind.NOT_MODIFIED, "already started");
    }
    note("start " + ref);
  }

  @Override
  public void stop(String ref, String signal, Integer timeout) {
    known(ref);
    note("stop " + ref + " " + signal + " " + timeout);
  }

  @Override
  public void restart(String ref, String signal, Integer timeout) {
    note("restart " + ref + " " + signal + " " + timeout);
  }

  @Override
  public void kill(String ref, String signal) {
    note("kill " + ref + " " + signal);
  }

  @Override
  public void pause(String ref) {
    note("pause " + ref);
  }

  @Override
  public void unpause(String ref) {
    note("unpause " + ref);
  }

  @Override
  public void rename(String ref, String newName) {
    note("rename " + ref + " " + newName);
  }

  @Override
  public void remove(String ref, RemoveOptions options) {
    known(ref);
    note("remove " + ref + " " + options);
  }

  @Override
  public CompletableFuture<WaitResult> wait(String ref, WaitCondition condition) {
    known(ref);
    note("wait " + ref + " " + condition);
    return exit;
  }

  @Override
  public StreamSession attach(String ref, AttachRequest request) {
    known(ref);
    attachRequest = request;
    session = new FakeSession(tty, null);
    return session;
  }

  @Override
  public LogSession logs(String ref, LogRequest request) {
    known(ref);
    logRequest = request;
    return new FakeLog(tty, logLines);
  }

  @Override
  public void resize(String ref, int rows, int columns) {
    note("resize " + ref + " " + rows + " " + columns);
  }

  @Override
  public ProcessTable top(String ref, String psArguments) {
    return new ProcessTable(List.of("PID", "CMD"), List.of(List.of("1", "sleep 1")));
  }

  @Override
  public List<ContainerView> list(ListOptions options) {
    note("list " + options);
    return List.of(view());
  }

  @Override
  public ContainerView inspect(String ref, boolean size) {
    known(ref);
    return size ? view().withSize(new ContainerView.Size(5, 50)) : view();
  }

  private ContainerView view() {
    var port = new ContainerPort(80, "tcp");
    var endpoint =
        new NetworkSettings.Endpoint(
            "n".repeat(64),
            "e".repeat(64),
            "172.17.0.1",
            "172.17.0.2",
            16,
            "",
            "",
            0,
            "02:42:ac:11:00:02",
            List.of(),
            EndpointRequest.ANY);
    return new ContainerView(
        new ContainerId(ID),
        "web",
        Instant.parse("2026-01-02T03:04:05.123456789Z"),
        "sha256:" + "c".repeat(64),
        created == null
            ? havre.engine.container.ContainerSpec.of(
                havre.engine.container.ContainerConfig.of("busybox", "sleep", "1 day"), host())
            : created.spec(),
        "sleep",
        List.of("1 day"),
        new ContainerState(ContainerStatus.RUNNING, 42, 0, "", false, Instant.now(), null),
        0,
        List.of(
            new ContainerView.MountPoint("bind", "", "/tmp", "/x", "", "", true, "rprivate", null)),
        new NetworkSettings(
            "s",
            "/run/n",
            Map.of(port, List.of(new HostPort("0.0.0.0", "8080"))),
            Map.of("bridge", endpoint)),
        new ContainerView.Files("/r", "/n", "/h", "/l"),
        new ContainerView.GraphDriver("overlay2", Map.of("UpperDir", "/u")),
        "linux",
        "",
        List.of(),
        new Health(
            Health.Status.HEALTHY,
            0,
            List.of(new Health.Probe(Instant.EPOCH, Instant.EPOCH.plusSeconds(1), 0, "fine"))),
        null,
        List.of());
  }

  /// With what an engine fills in.
  private static HostOptions host() {
    HostOptions none = HostOptions.defaults();
    return new HostOptions(
        none.storage(),
        none.networking(),
        none.resources(),
        none.privileges(),
        new HostOptions.Namespaces("private", "", "", "host", "", ""),
        none.restartPolicy(),
        new HostOptions.LogConfig("json-file", Map.of()),
        false,
        null,
        64L << 20,
        Map.of(),
        0,
        Map.of(),
        "havre",
        "",
        List.of());
  }

  @Override
  public List<FileChange> changes(String ref) {
    return List.of(new FileChange("/a", FileChange.Kind.ADDED));
  }

  @Override
  public PathArchive export(String ref) {
    return archive(ref, "/");
  }

  @Override
  public PathStatus pathStatus(String ref, String path) {
    known(ref);
    if (path.equals("/missing")) {
      throw HavreException.notFound("Could not find the file /missing in container " + ref);
    }
    return new PathStatus("etc", 4096, 0x800001EDL, Instant.EPOCH, "");
  }

  @Override
  public PathArchive archive(String ref, String path) {
    PathStatus status = pathStatus(ref, path);
    return new PathArchive() {
      @Override
      public PathStatus status() {
        return status;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(new byte[1024]);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void extract(
      String ref, String path, boolean keepKinds, boolean ownedByUser, InputStream archive) {
    known(ref);
    note("extract %s %s %s %s".formatted(ref, path, keepKinds, ownedByUser));
  }

  @Override
  public Layer saveLayer(String ref, TreeArchive.LayerOptions options, Lease lease) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String commit(String ref, CommitOptions options) {
    known(ref);
    note("commit " + ref + " " + options);
    return "sha256:" + "0".repeat(64);
  }

  @Override
  public ResourceUsage usage(String ref) {
    known(ref);
    return new ResourceUsage(
        ID,
        "web",
        Instant.ofEpochSecond(5),
        ++measurements,
        2,
        3,
        List.of(),
        4,
        2,
        0,
        0,
        0,
        6,
        7,
        8,
        Map.of("cache", 9L),
        1,
        0,
        Map.of("eth0", new ResourceUsage.NetworkCounters(1, 2, 3, 4, 5, 6, 7, 8)),
        List.of(new ResourceUsage.BlockCounter(8, 0, "read", 10)));
  }

  @Override
  public List<String> update(
      String ref, Resources resources, HostOptions.RestartPolicy restartPolicy) {
    updated = resources;
    return List.of();
  }

  @Override
  public PruneReport prune(Filters filters) {
    return new PruneReport(List.of(ID), 5);
  }
}
