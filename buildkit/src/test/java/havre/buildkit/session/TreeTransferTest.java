package havre.buildkit.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.buildkit.BuildkitRoutes;
import havre.buildkit.GrpcWire;
import havre.buildkit.wire.ProtoWriter;
import havre.linux.fs.Root;
import havre.transport.grpc.GrpcExchange;
import havre.transport.grpc.GrpcHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Trees that go from one side of a connection to the other.
@Timeout(60)
class TreeTransferTest {
  private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06.789Z");

  @TempDir private Path from;
  @TempDir private Path to;

  private long receive(GrpcHandler sender) throws Exception {
    var sessions = new Sessions(Duration.ofSeconds(1));
    try (var wire = new GrpcWire(new BuildkitRoutes(sender, sessions));
        GrpcExchange exchange = wire.client().call("moby.filesync.v1.FileSync/DiffCopy", Map.of());
        Root root = Root.open(to.toString())) {
      return new TreeReception(exchange, root, _ -> {}).run();
    }
  }

  @Test
  void bringsFilesWithTheirKindsModesAndTimes() throws Exception {
    Files.createDirectory(from.resolve("d"));
    Path file = Files.writeString(from.resolve("d/f"), "content");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.createLink(from.resolve("d/g"), file);
    Files.createFile(from.resolve("empty"));
    Files.createSymbolicLink(from.resolve("link"), Path.of("../outside"));
    Files.write(from.resolve("large"), new byte[3_000_000]);
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    Files.setLastModifiedTime(from.resolve("d"), FileTime.from(LONG_AGO));

    assertThat(receive(new SentFolder(from))).isGreaterThan(3_000_000);

    Path received = to.resolve("d/f");
    assertThat(received).hasContent("content");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(received)))
        .isEqualTo("rwxr-x--x");
    assertThat(Files.getLastModifiedTime(received).toInstant()).isEqualTo(LONG_AGO);
    assertThat(Files.getLastModifiedTime(to.resolve("d")).toInstant()).isEqualTo(LONG_AGO);
    assertThat(Files.isSameFile(received, to.resolve("d/g"))).isTrue();
    assertThat(to.resolve("empty")).isEmptyFile();
    assertThat(Files.readSymbolicLink(to.resolve("link"))).isEqualTo(Path.of("../outside"));
    assertThat(to.resolve("large")).hasSize(3_000_000);
  }

  private void receiveAgain(Map<String, KnownFiles.Known> earlier, List<Long> bytes)
      throws Exception {
    var sessions = new Sessions(Duration.ofSeconds(1));
    try (var wire = new GrpcWire(new BuildkitRoutes(new SentFolder(from), sessions));
        GrpcExchange exchange = wire.client().call("moby.filesync.v1.FileSync/DiffCopy", Map.of());
        Root root = Root.open(to.toString())) {
      var reception = new TreeReception(exchange, root, earlier, _ -> {});
      bytes.add(reception.run());
      Map<String, KnownFiles.Known> known = reception.known();
      earlier.clear();
      earlier.putAll(known);
    }
  }

  @Test
  void takesOnlyWhatChanged() throws Exception {
    var known = new HashMap<String, KnownFiles.Known>();
    var bytes = new ArrayList<Long>();
    Files.createDirectory(from.resolve("d"));
    Files.write(from.resolve("d/large"), new byte[1_000_000]);
    Files.writeString(from.resolve("d/gone"), "1");
    Files.writeString(from.resolve("d/changed"), "before");
    Files.createDirectory(from.resolve("kind"));
    Files.writeString(from.resolve("kind/f"), "1");
    Files.createLink(from.resolve("second"), from.resolve("d/large"));
    receiveAgain(known, bytes);

    Files.delete(from.resolve("d/gone"));
    Files.writeString(from.resolve("d/changed"), "afterwards");
    Files.delete(from.resolve("kind/f"));
    Files.delete(from.resolve("kind"));
    Files.writeString(from.resolve("kind"), "now a file");
    receiveAgain(known, bytes);

    assertThat(bytes.getFirst()).isGreaterThan(1_000_000);
    assertThat(bytes.getLast()).isLessThan(10_000);
    assertThat(to.resolve("d/gone")).doesNotExist();
    assertThat(to.resolve("d/changed")).hasContent("afterwards");
    assertThat(to.resolve("kind")).hasContent("now a file");
    assertThat(to.resolve("d/large")).hasSize(1_000_000);
    assertThat(Files.isSameFile(to.resolve("second"), to.resolve("d/large"))).isTrue();

    // Whoever changes a file here cannot hide it behind the file's own time.
    FileTime time = Files.getLastModifiedTime(to.resolve("d/changed"));
    Files.writeString(to.resolve("d/changed"), "poisonous!");
    Files.setLastModifiedTime(to.resolve("d/changed"), time);
    receiveAgain(known, bytes);
    assertThat(to.resolve("d/changed")).hasContent("afterwards");
  }

  @Test
  void takesManyFiles() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      Files.writeString(from.resolve("f" + i), "content " + i);
    }
    receive(new SentFolder(from));
    assertThat(to.resolve("f2999")).hasContent("content 2999");
    assertThat(to.toFile().list()).hasSize(3_000);
  }

  @Test
  void refusesPathsThatLeadOut() {
    for (String path : new String[] {"../x", "/x", "a/../../x", ""}) {
      GrpcHandler hostile =
          call -> {
            var stat = new ProtoWriter().string(1, path).number(2, 0644).number(5, 1);
            call.write(new ProtoWriter().message(2, stat).toBytes());
            call.read();
          };
      assertThatThrownBy(() -> receive(hostile)).hasMessageStartingWith("invalid path of a file: ");
    }
  }

  @Test
  void staysInsideWhereALinkLeadsOut() throws Exception {
    Path outside = Files.createDirectory(from.resolve("outside"));
    GrpcHandler hostile =
        call -> {
          call.write(told("evil", 1L << 27 | 0777, outside.toString()));
          call.write(told("evil/f", 0644, ""));
          call.read();
        };
    assertThatThrownBy(() -> receive(hostile)).isInstanceOf(IOException.class);
    assertThat(outside).isEmptyDirectory();
  }

  private static byte[] told(String path, long mode, String link) {
    var stat = new ProtoWriter().string(1, path).number(2, mode).string(7, link);
    return new ProtoWriter().message(2, stat).toBytes();
  }

  @Test
  void tellsTheSendersFailure() {
    GrpcHandler failing =
        call -> call.write(new ProtoWriter().number(1, 4).bytes(4, "lost it".getBytes()).toBytes());
    assertThatThrownBy(() -> receive(failing)).hasMessage("error from sender: lost it");
  }

  @Test
  void sendsATree() throws Exception {
    Files.createDirectory(from.resolve("d"));
    Files.writeString(from.resolve("d/f"), "content");
    Files.createLink(from.resolve("d/g"), from.resolve("d/f"));
    Files.createSymbolicLink(from.resolve("link"), Path.of("d/f"));
    var receiver = new ReceivedFolder(to);
    var sessions = new Sessions(Duration.ofSeconds(1));
    try (var wire = new GrpcWire(new BuildkitRoutes(receiver, sessions));
        GrpcExchange exchange = wire.client().call("moby.filesync.v1.FileSend/DiffCopy", Map.of());
        Root root = Root.open(from.toString())) {
      assertThat(new TreeTransmission(exchange, root).run("")).isEqualTo(7);
    }
    assertThat(to.resolve("d/f")).hasContent("content");
    assertThat(receiver.told()).containsExactly("d", "d/f", "d/g -> d/f", "link -> d/f");
  }
}
