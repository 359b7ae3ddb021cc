package havre.api.volumes;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.HavreException;
import havre.common.RandomIds;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.store.diff.MalformedArchiveException;
import havre.store.diff.TreeArchive;
import havre.store.diff.TreeExtraction;
import havre.transport.Router;
import havre.volumes.VolumeMount;
import havre.volumes.Volumes;
import java.io.IOException;
import java.io.OutputStream;

/// What is in a volume, as an archive: out of it and into it. Docker has nothing like it, so its
/// clients never meet it.
public final class VolumeArchiveRoutes implements Routes {
  private static final String TAR = "application/x-tar";
  private static final int NO_CONTENT = 204;

  private final Volumes volumes;

  public VolumeArchiveRoutes(Volumes volumes) {
    this.volumes = volumes;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/volumes/{name}/archive", this::write)
        .add("PUT", "/volumes/{name}/archive", this::read);
  }

  private interface Work {
    void with(Fd directory) throws IOException;
  }

  private void write(Call call) throws IOException {
    inVolume(
        call.parameter("name"),
        directory -> {
          try (OutputStream out = call.stream(TAR)) {
            TreeArchive.writeContent(directory, out);
          }
        });
  }

  private void read(Call call) throws IOException {
    inVolume(
        call.parameter("name"),
        directory -> {
          try {
            var options = new TreeExtraction.Options(false, null);
            TreeExtraction.unpack(call.body(), directory, "/", options);
          } catch (MalformedArchiveException e) {
            throw HavreException.invalid(String.valueOf(e.getMessage()));
          } catch (LinuxException e) {
            throw HavreException.internal("import: " + e.getMessage(), e);
          }
        });
    call.replyEmpty(NO_CONTENT);
  }

  /// Uses the volume as a container would, so that nobody removes it meanwhile.
  private void inVolume(String name, Work work) throws IOException {
    String user = "archive-" + RandomIds.next();
    volumes.acquire(name, user);
    try (VolumeMount mount = volumes.mount(name, user, "");
        Fd directory = open(mount)) {
      work.with(directory);
    } finally {
      volumes.unmount(name, user);
      volumes.release(name, user);
    }
  }

  private static Fd open(VolumeMount mount) {
    return switch (mount) {
      case VolumeMount.Directory plain -> Open.path(plain.path().toString(), OpenHow.DIRECTORY);
      case VolumeMount.Tree tree -> Open.again(tree.tree(), OpenHow.DIRECTORY);
    };
  }
}
