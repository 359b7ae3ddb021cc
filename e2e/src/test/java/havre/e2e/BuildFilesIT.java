package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which files builds put where.
class BuildFilesIT {
  private static final String LIST =
      "RUN find /o -exec stat -c '=%n %a %u:%g %F' {} + | sort | sed 's/regular.* file/f/; s/directory/d/'\n";

  private static DaemonUnderTest daemon;

  @TempDir Path context;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectories(context.resolve("d/sub"));
    Files.writeString(context.resolve("d/a.txt"), "a");
    Files.writeString(context.resolve("d/b.md"), "b");
    Files.writeString(context.resolve("d/sub/c.txt"), "c");
    Files.setPosixFilePermissions(
        context.resolve("d/sub"), PosixFilePermissions.fromString("rwxr-x---"));
  }

  @Test
  void leavesOutWhatIsExcluded() throws IOException {
    assertThat(listed("COPY --exclude=*.md --exclude=**/c.txt d /o/\n"))
        .containsExactly("/o 755 0:0 d", "/o/a.txt 644 0:0 f", "/o/sub 750 0:0 d");
  }

  @Test
  void changesModes() throws IOException {
    assertThat(listed("COPY --chown=3:4 --chmod=u=rwX,go= d /o\n"))
        .contains("/o 700 3:4 d", "/o/a.txt 600 3:4 f", "/o/sub/c.txt 600 3:4 f");
  }

  @Test
  void keepsParents() throws IOException {
    assertThat(listed("COPY --parents d/sub/c.txt d/./a.txt /o/\n"))
        .containsExactly(
            "/o 755 0:0 d",
            "/o/a.txt 644 0:0 f",
            "/o/d 755 0:0 d",
            "/o/d/sub 750 0:0 d",
            "/o/d/sub/c.txt 644 0:0 f");
  }

  @Test
  void copiesFollowLinksUnlessLinked() throws IOException {
    String before = "RUN mkdir -p /o/real && ln -s real /o/l && ln -s to /o/f\n";
    assertThat(listed(before + "COPY d/a.txt /o/l/\nCOPY d/a.txt /o/f\n"))
        .contains("/o/real/a.txt 644 0:0 f", "/o/to 644 0:0 f", "/o/l 777 0:0 symbolic link");
    assertThat(listed(before + "COPY --link d/a.txt /o/l/\n"))
        .contains("/o/l 755 0:0 d", "/o/l/a.txt 644 0:0 f")
        .doesNotContain("/o/real/a.txt 644 0:0 f");
  }

  @Test
  void keepsOwnersOfStages() throws IOException {
    assertThat(
            listed(
                "RUN mkdir /q && touch /q/f && chown 5:6 /q /q/f\nFROM busybox\n"
                    + "COPY --from=0 /q /o\nCOPY --from=0 /q/f /o/g/\n"))
        .containsExactly("/o 755 0:0 d", "/o/f 644 5:6 f", "/o/g 755 0:0 d", "/o/g/f 644 5:6 f");
  }

  @Test
  void makesWorkingDirectoriesForTheirUser() throws IOException {
    assertThat(listed("USER 5:6\nWORKDIR /o/w\n"))
        .containsExactly("/o 755 5:6 d", "/o/w 755 5:6 d");
  }

  @Test
  void buildsByTheOwnCommandLine() throws IOException {
    Files.writeString(context.resolve(".dockerignore"), "d/*\n!d/a.txt\n");
    Files.writeString(
        context.resolve("Dockerfile"),
        "FROM busybox\nARG V\nCOPY . /c\nRUN ls -A /c/d; echo $V; exit $V\n");
    Path id = context.resolve("id");
    Commands.Result built =
        daemon.havre("build", "--build-arg", "V=0", "--iidfile", id.toString(), context.toString());
    assertThat(built.mustSucceed().out())
        .contains("Step 4/4 : RUN ls", "\na.txt\n0\n", "Successfully built ");
    assertThat(Files.readString(id)).startsWith("sha256:");
    Commands.Result failed =
        daemon.havre("build", "--force-rm", "--build-arg", "V=7", context.toString());
    assertThat(failed.exitCode()).isEqualTo(7);
    assertThat(failed.err()).contains("returned a non-zero code: 7");
    assertThat(daemon.havre("build", "/nowhere").err())
        .contains("unable to prepare context: path \"/nowhere\" not found");
  }

  @Test
  void mountsWhatStepsAskFor() throws IOException {
    String out =
        build(
                """
                FROM busybox AS a
                RUN mkdir /q && echo from-stage > /q/f
                FROM busybox
                WORKDIR /w
                RUN --mount=from=a,source=/q,target=/deep/m cat /deep/m/f; ! touch /deep/m/f
                RUN --mount=target=. cat d/a.txt && ! touch new
                RUN --mount=target=.,rw touch new d/a.txt && ls new
                RUN --mount=target=. ! ls new
                RUN --mount=type=tmpfs,target=/t,size=1m df /t | grep 1024
                RUN --mount=type=secret,id=s ! ls /run/secrets/s
                RUN --mount=type=cache,target=/c,sharing=locked,mode=0711 stat -c %a /c
                RUN [ ! -e /deep ] && [ ! -e /t ] && [ ! -e /c ]
                """,
                "-t", "mounts")
            .mustSucceed()
            .out();
    assertThat(out).contains("from-stage\n", "\n711\n");
    assertThat(build("FROM busybox\nRUN --mount=type=secret,id=s,required true\n").err())
        .contains("secret s: not found");
    assertThat(build("FROM busybox\nRUN --mount=source=nope,target=/x true\n").err())
        .contains("\"nope\": not found");
    Files.createSymbolicLink(context.resolve("way"), Path.of("/etc"));
    assertThat(build("FROM busybox\nRUN --mount=source=way,target=/x true\n").err())
        .contains("\"way\": not found");
  }

  @Test
  void addsFromTheWeb() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "FROM busybox\nRUN echo remote\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/Some.file";
      assertThat(listed("ADD " + address + " /o/\n")).contains("/o/Some.file 600 0:0 f");
      assertThat(build("FROM busybox\nCOPY " + address + " /o/\n").err())
          .contains("source can't be a URL for COPY");
      assertThat(daemon.classicBuild(address).mustSucceed().out()).contains("\nremote\n");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void givesOneInputOneDigest() throws IOException {
    String file = "FROM busybox\nCOPY d /d\nRUN mkdir /m && echo x > /m/f\nWORKDIR /w/x\nENV A=b\n";
    String date = "SOURCE_DATE_EPOCH=1700000000";
    String one = build(file, "-q", "--no-cache", "--build-arg", date).mustSucceed().out();
    Files.setLastModifiedTime(
        context.resolve("d/a.txt"),
        java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 5000));
    assertThat(build(file, "-q", "--no-cache", "--build-arg", date).mustSucceed().out())
        .isEqualTo(one);
    assertThat(build(file, "-q", "--build-arg", "SOURCE_DATE_EPOCH=1600000000").out())
        .isNotEqualTo(one);
    assertThat(daemon.docker("inspect", "-f", "{{.Created}}", one.strip()).out())
        .isEqualTo("2023-11-14T22:13:20Z\n");
  }

  private List<String> listed(String instructions) throws IOException {
    return build("FROM busybox\n" + instructions + LIST)
        .mustSucceed()
        .out()
        .lines()
        .filter(line -> line.startsWith("="))
        .map(line -> line.substring(1))
        .toList();
  }

  private Commands.Result build(String dockerfile, String... options) throws IOException {
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    var arguments = new ArrayList<>(List.of("--force-rm", "--no-cache"));
    arguments.addAll(List.of(options));
    arguments.add(context.toString());
    return daemon.classicBuild(arguments.toArray(String[]::new));
  }
}
