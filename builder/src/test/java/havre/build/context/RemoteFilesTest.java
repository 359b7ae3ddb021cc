package havre.build.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import havre.common.Digest;
import havre.linux.fs.FileStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteFilesTest {
  @TempDir Path served;
  @TempDir Path scratch;
  private HttpServer server;
  private RemoteFiles remote;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Path file = served.resolve(exchange.getRequestURI().getPath().substring(1));
          boolean there = Files.isRegularFile(file);
          byte[] body = there ? Files.readAllBytes(file) : "gone".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
          exchange.sendResponseHeaders(there ? 200 : 404, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    remote = new RemoteFiles(scratch);
  }

  @AfterEach
  void stop() throws IOException {
    remote.close();
    server.stop(0);
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
  }

  @Test
  void fetchesAFile() throws IOException {
    Files.writeString(served.resolve("f.txt"), "content");
    String digest = Digest.sha256("content".getBytes(StandardCharsets.UTF_8)).toString();
    RemoteFiles.Fetched fetched = remote.file(address("f.txt"), digest);
    assertThat(fetched.name()).isEqualTo("f.txt");
    FileStatus status = fetched.tree().root().status("f.txt").orElseThrow();
    assertThat(status.permissions()).isEqualTo(0600);
    assertThat(status.modifiedSeconds()).isEqualTo(784_111_777);
  }

  @Test
  void refusesWhatIsNotAsExpected() throws IOException {
    Files.writeString(served.resolve("f.txt"), "content");
    assertThatThrownBy(() -> remote.file(address("f.txt"), "sha256:" + "0".repeat(64)))
        .hasMessageContaining("digest mismatch sha256:");
    assertThatThrownBy(() -> remote.file(address("nope"), ""))
        .hasMessage("failed to GET %s with status 404 Not Found: gone", address("nope"));
    assertThatThrownBy(() -> remote.file("file:///etc/passwd", ""))
        .hasMessageContaining("unsupported URL scheme");
  }

  @Test
  void checksOutARepository() throws Exception {
    RevCommit commit = repository();
    SourceTree whole = remote.repository(address("r.git"), false, "");
    assertThat(whole.root().status("first")).isPresent();
    assertThat(whole.root().status(".git")).isEmpty();
    SourceTree below = remote.repository(address("r.git#v1:docker"), true, "");
    assertThat(below.root().status("second")).isPresent();
    assertThat(
            remote
                .repository(address("r.git#" + commit.name()), true, commit.name().substring(0, 9))
                .root()
                .status(".git"))
        .isPresent();
    assertThatThrownBy(() -> remote.repository(address("r.git#nope"), false, ""))
        .hasMessageContaining("repository does not contain ref nope");
    assertThatThrownBy(() -> remote.repository(address("r.git#:out"), false, ""))
        .hasMessageContaining("not a directory: out");
    assertThatThrownBy(() -> remote.repository(address("r.git"), false, "0123"))
        .hasMessageContaining("expected checksum to match 0123");
  }

  @Test
  void readsNoRepositoryOfThisMachine() {
    assertThatThrownBy(() -> remote.repository("file:///x.git", false, ""))
        .hasMessageContaining("https, http or git alone");
    assertThat(RemoteFiles.isRepository("/x.git")).isFalse();
    assertThat(RemoteFiles.isRepository("https://h/x.git#a:b")).isTrue();
    assertThat(RemoteFiles.isRepository("https://h/x.tar")).isFalse();
  }

  /// A bare repository that a plain file server can give.
  private RevCommit repository() throws Exception {
    SystemReader.setInstance(new BareSystemReader());
    Path work = Files.createDirectory(served.resolve("work"));
    RevCommit commit;
    var who = new PersonIdent("a", "a@b");
    try (Git git = Git.init().setDirectory(work.toFile()).setInitialBranch("main").call()) {
      Files.createDirectory(work.resolve("docker"));
      Files.writeString(work.resolve("first"), "1");
      Files.writeString(work.resolve("docker/second"), "2");
      Files.createSymbolicLink(work.resolve("out"), Path.of("/etc/passwd"));
      git.add().addFilepattern(".").call();
      commit = git.commit().setMessage("m").setAuthor(who).setCommitter(who).setSign(false).call();
      git.tag().setName("v1").setAnnotated(false).call();
    }
    Path bare = served.resolve("r.git");
    Files.move(work.resolve(".git"), bare);
    Files.createDirectories(bare.resolve("info"));
    Files.writeString(
        bare.resolve("info/refs"),
        commit.name() + "\trefs/heads/main\n" + commit.name() + "\trefs/tags/v1\n");
    Files.createDirectories(bare.resolve("objects/info"));
    Files.writeString(bare.resolve("objects/info/packs"), "\n");
    return commit;
  }
}
