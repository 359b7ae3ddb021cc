package havre.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.plugin.PluginConnection;
import havre.common.plugin.PluginSockets;
import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Volumes of a plugin that runs on a socket.
class PluginDriverIT {
  @TempDir Path folder;

  private FilePlugin plugin;
  private VolumeCatalog volumes;

  @BeforeEach
  void start() throws IOException {
    Path sockets = Files.createDirectory(folder.resolve("plugins"));
    plugin = new FilePlugin(sockets.resolve("files.sock"), folder.resolve("theirs"));
    volumes =
        new VolumeCatalog(
            folder.resolve("volumes"),
            new NoRecords(),
            (_, _, _) -> {},
            InstantSource.system(),
            new PluginSockets(sockets, List.of(folder.resolve("specs"))));
  }

  @AfterEach
  void stop() throws IOException {
    plugin.close();
  }

  @Test
  void keepsAVolumeInAPlugin() {
    Volume made = volumes.create(new VolumeSpec("data", "files", Map.of("a", "b"), Map.of()));
    assertThat(made.driver()).isEqualTo("files");
    assertThat(made.scope()).isEqualTo("global");
    Volume told = volumes.get("data");
    assertThat(told.mountpoint()).isEqualTo(folder.resolve("theirs/data"));
    assertThat(told.status()).containsKey("replicas");
    volumes.remove("data", false);
    assertThat(plugin.calls).contains("VolumeDriver.Create data", "VolumeDriver.Remove data");
    assertThatThrownBy(() -> volumes.get("data")).hasMessage("get data: no such volume");
  }

  @Test
  void mountsForAContainerAndUnmountsOnce() {
    volumes.create(new VolumeSpec("data", "files", Map.of(), Map.of()));
    try (VolumeMount mount = volumes.mount("data", "c1", "")) {
      assertThat(mount).isEqualTo(new VolumeMount.Directory(folder.resolve("theirs/data")));
    }
    volumes.unmount("data", "c1");
    volumes.unmount("data", "c1");
    assertThat(plugin.calls).containsOnlyOnce("VolumeDriver.Unmount data");
  }

  @Test
  void fillsAVolumeFromTheImage() throws IOException {
    Path image = Files.createDirectories(folder.resolve("image/d"));
    Files.writeString(image.resolve("f"), "content");
    volumes.create(new VolumeSpec("data", "files", Map.of(), Map.of()));
    try (Fd root = Open.path(image.getParent().toString(), OpenHow.PATH_DIRECTORY)) {
      volumes.copyUp("data", root, "d", "c1");
    }
    assertThat(folder.resolve("theirs/data/f")).hasContent("content");
    assertThat(plugin.calls).contains("VolumeDriver.Mount data", "VolumeDriver.Unmount data");
  }

  @Test
  void listsWhatThePluginHasByItself() {
    new PluginConnection("files", address("files.sock"), Duration.ofSeconds(10))
        .call("VolumeDriver.Create", Map.of("Name", "foreign"));
    assertThat(volumes.list(VolumeFilters.none()).volumes())
        .extracting(Volume::name)
        .containsExactly("foreign");
    assertThat(volumes.get("foreign").driver()).isEqualTo("files");
  }

  @Test
  void passesOnWhatThePluginRefuses() {
    assertThatThrownBy(() -> volumes.create(new VolumeSpec("full", "files", Map.of(), Map.of())))
        .hasMessage("create full: VolumeDriver.Create: no space");
    assertThatThrownBy(() -> volumes.create(new VolumeSpec("data", "other", Map.of(), Map.of())))
        .hasMessage(
            "create data: error looking up volume plugin other: plugin \"other\" not found");
  }

  @Test
  void findsAPluginByAFile() throws IOException {
    Path specs = Files.createDirectory(folder.resolve("specs"));
    Path socket = folder.resolve("plugins/files.sock");
    Files.writeString(specs.resolve("byspec.spec"), "unix://" + socket);
    Files.writeString(
        specs.resolve("byjson.json"), "{\"Name\":\"byjson\",\"Addr\":\"unix://" + socket + "\"}");
    for (String name : List.of("byspec", "byjson")) {
      assertThat(volumes.create(new VolumeSpec("v-" + name, name, Map.of(), Map.of())).driver())
          .isEqualTo(name);
    }
  }

  @Test
  void waitsForASilentPluginOnlySoLong() throws IOException {
    Path socket = folder.resolve("plugins/silent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      var connection =
          new PluginConnection("silent", address("silent.sock"), Duration.ofMillis(50));
      assertThatThrownBy(() -> PluginDriver.activate(connection))
          .hasMessage("Post \"http://silent/Plugin.Activate\": timeout awaiting response");
    }
  }

  private UnixDomainSocketAddress address(String socket) {
    return UnixDomainSocketAddress.of(folder.resolve("plugins").resolve(socket));
  }

  private static final class NoRecords implements VolumeRecords {
    @Override
    public List<Volume> load() {
      return List.of();
    }

    @Override
    public void put(Volume volume) {}

    @Override
    public void remove(String name) {}
  }
}
