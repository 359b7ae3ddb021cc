package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds by the real client's classic builder.
class BuildIT {
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

  @Test
  void buildsInStages() throws IOException {
    Files.writeString(context.resolve("f"), "hello\n");
    String out =
        build(
                """
                ARG BASE=busybox
                FROM ${BASE} AS first
                WORKDIR /app
                COPY f ./
                RUN cat f && echo made > made
                FROM busybox AS unused
                RUN echo beside > /beside
                FROM busybox
                ARG V=1
                ENV A="b c" D=$V
                COPY --from=first --chown=7:8 /app/ /dst/
                COPY --chmod=600 <<X /etc/conf
                value=$D
                X
                CMD ["cat", "/dst/made", "/etc/conf"]
                """,
                "-t",
                "staged",
                "--build-arg",
                "V=9")
            .mustSucceed()
            .out();
    assertThat(out)
        .containsSubsequence(
            "Step 1/13 : ARG BASE=busybox\n",
            "Step 2/13 : FROM ${BASE} AS first\n ---> ",
            "Step 5/13 : RUN cat f && echo made > made\n ---> Running in ",
            "hello\n ---> Removed intermediate container ",
            "Step 7/13 : RUN echo beside > /beside\n",
            "Step 13/13 : CMD",
            "Successfully built ",
            "Successfully tagged staged:latest");
    assertThat(daemon.docker("run", "--rm", "staged").out()).isEqualTo("made\nvalue=9\n");
    assertThat(
            daemon
                .docker("run", "--rm", "staged", "stat", "-c", "%a %u %g", "/dst/f", "/etc/conf")
                .out())
        .isEqualTo("644 7 8\n600 0 0\n");
  }

  @Test
  void doesNothingTwice() throws IOException {
    String file = "FROM busybox\nRUN echo once > /once\nCOPY g /\n";
    Files.writeString(context.resolve("g"), "one");
    build(file, "-t", "cached").mustSucceed();
    assertThat(build(file, "-t", "cached").mustSucceed().out())
        .containsSubsequence("RUN echo once", "Using cache", "COPY g", "Using cache");
    Files.writeString(context.resolve("g"), "two");
    build(file, "-t", "cached").mustSucceed();
    assertThat(daemon.docker("run", "--rm", "cached", "cat", "/g").out()).isEqualTo("two");
  }

  @Test
  void takesNothingFromTheCacheButWhatWasNamed() throws IOException {
    String file = "FROM busybox\nENV V=1\nRUN echo named > /named\nLABEL a=b\n";
    String id = build(file, "-q", "-t", "source").mustSucceed().out();
    assertThat(build(file, "--cache-from", "source").out().split("Using cache")).hasSize(4);
    assertThat(build(file, "--cache-from", "nosuch").out()).doesNotContain("Using cache");
    Path saved = context.resolve("saved.tar");
    daemon.docker("save", "-o", saved.toString(), "source").mustSucceed();
    Files.writeString(context.resolve(".dockerignore"), "saved.tar");
    daemon.docker("builder", "prune", "-af").mustSucceed();
    daemon.docker("rmi", "-f", "source").mustSucceed();
    daemon.docker("load", "-i", saved.toString()).mustSucceed();
    assertThat(build(file, "--cache-from", "source", "-q").mustSucceed().out()).isEqualTo(id);
  }

  @Test
  void startsFromNothingAgain() throws IOException {
    String one = build("FROM scratch\nEXPOSE 80 2375\n", "-q").mustSucceed().out();
    assertThat(build("FROM scratch\nEXPOSE 2375 80\n", "-q").mustSucceed().out()).isEqualTo(one);
    assertThat(build("FROM scratch\nEXPOSE 80 2375\n", "-q", "--no-cache").mustSucceed().out())
        .isNotEqualTo(one);
    assertThat(daemon.docker("inspect", "-f", "{{.Config.Env}}", one.strip()).out())
        .isEqualTo("[PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin]\n");
    assertThat(build("FROM scratch\n").err()).contains("No image was generated");
  }

  @Test
  void leavesContainersAsAsked() throws IOException {
    String file = "FROM busybox\nRUN true\nRUN exit 23\n";
    Commands.Result failed = build(file);
    assertThat(failed.exitCode()).isEqualTo(23);
    assertThat(daemon.docker("ps", "-aq").lines()).hasSize(1);
    build(file, "--no-cache", "--force-rm");
    assertThat(daemon.docker("ps", "-aq").lines()).hasSize(1);
    build("FROM busybox\nRUN echo left\n", "--rm=false").mustSucceed();
    List<String> left = daemon.docker("ps", "-aq").lines();
    assertThat(left).hasSize(2);
    left.forEach(id -> daemon.docker("rm", "-f", id).mustSucceed());
  }

  @Test
  void buildsStagesSideBySide() throws IOException {
    // Each waits for what the other writes to a cache that they share.
    String mount = "RUN --mount=type=cache,target=/shared ";
    String out =
        build(
                "FROM busybox AS one\n"
                    + mount
                    + "touch /shared/one; while [ ! -e /shared/two ]; do usleep 1000; done; echo ONE\n"
                    + "FROM busybox AS two\n"
                    + mount
                    + "touch /shared/two; while [ ! -e /shared/one ]; do usleep 1000; done; echo TWO\n"
                    + "FROM busybox\nCOPY --from=one /bin/sh /one\nCOPY --from=two /bin/sh /two\n",
                "--no-cache")
            .mustSucceed()
            .out();
    assertThat(out).containsSubsequence("\nONE\n", "AS two", "\nTWO\n", "Successfully built");
  }

  @Test
  void doesEqualStagesOnce() throws IOException {
    Files.writeString(context.resolve("twice"), String.valueOf(System.nanoTime()));
    String out =
        build("FROM busybox\nADD twice /\nFROM busybox\nADD twice /\n").mustSucceed().out();
    assertThat(out.split("Using cache")).hasSize(2);
  }

  @Test
  void tellsQuietlyWhyItFails() throws IOException {
    Commands.Result quiet = build("FROM busybox\nRUN echo why; exit 2\n", "-q", "--force-rm");
    assertThat(quiet.out()).isEmpty();
    assertThat(quiet.err()).contains("Step 2/2 : RUN echo why; exit 2", "non-zero code: 2");
  }

  @Test
  void runsTriggers() throws IOException {
    build("FROM busybox\nONBUILD RUN echo triggered > /t\nONBUILD ENV T=1\n", "-t", "trigger")
        .mustSucceed();
    assertThat(build("FROM trigger\nRUN cat /t\n", "-t", "child").mustSucceed().out())
        .containsSubsequence("Step 1/2", "# Executing 2 build triggers\n", " ---> ", "triggered");
    assertThat(build("FROM child\n").mustSucceed().out()).doesNotContain("Executing");
  }

  @Test
  void leavesOutWhatIsIgnored() throws IOException {
    Files.writeString(context.resolve(".dockerignore"), "Dockerfile\n*.md\n!keep.md\n");
    Files.writeString(context.resolve("a.md"), "");
    Files.writeString(context.resolve("keep.md"), "");
    String out = build("FROM busybox\nCOPY . /c\nRUN ls -A /c\n").mustSucceed().out();
    assertThat(out).contains("\n.dockerignore\nkeep.md\n").doesNotContain("a.md\n");
  }

  @Test
  void tellsWhatFails() throws IOException {
    assertThat(build("FROM busybox\nRUN exit 3\n", "--force-rm").err())
        .contains("The command '/bin/sh -c exit 3' returned a non-zero code: 3");
    assertThat(build("FROM busybox\nFOO x\n").err())
        .contains("dockerfile parse error on line 2: unknown instruction: FOO");
    assertThat(build("FROM busybox\nCOPY nope /\n").err())
        .contains("COPY failed: file not found in build context or excluded by .dockerignore");
    assertThat(build("FROM busybox\nCOPY ../../etc/passwd /\n").err())
        .contains("forbidden path outside the build context");
    assertThat(build("FROM busybox\nRUN true\n", "--target", "nope").err())
        .contains("target stage \"nope\" could not be found");
    assertThat(build("FROM busybox\nCOPY --from=0 a b\n").err())
        .contains("invalid from flag value 0: refers to current build stage");
    assertThat(build("FROM busybox\nCOPY --from=7 a b\n").err())
        .contains("invalid from flag value 7: index out of bounds");
    assertThat(build("FROM busybox AS a\nFROM busybox AS a\n").err())
        .contains("a stage name already used");
    assertThat(build("FROM busybox\nRUN touch /foo\nVOLUME /foo\n").err()).contains("file exists");
    assertThat(build("FROM busybox\n", "--build-arg", "a=1", "--build-arg", "b").out())
        .contains("[Warning] One or more build-args [a b] were not consumed\n");
  }

  @Test
  void followsNoLinkOutOfTheContext() throws IOException {
    Files.createSymbolicLink(context.resolve("way"), Path.of("/etc"));
    assertThat(build("FROM busybox\nCOPY way/passwd /stolen\n").err()).contains("COPY failed");
  }

  @Test
  void takesTheDockerfileFromTheClientsInput() throws IOException {
    Files.writeString(context.resolve("f"), "beside\n");
    byte[] dockerfile = "FROM busybox\nCOPY f /\nRUN cat /f\n".getBytes(StandardCharsets.UTF_8);
    assertThat(daemon.classicBuild(dockerfile, "-f", "-", context.toString()).mustSucceed().out())
        .contains("beside");
  }

  private Commands.Result build(String dockerfile, String... options) throws IOException {
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of(options));
    arguments.add(context.toString());
    return daemon.classicBuild(arguments.toArray(String[]::new));
  }
}
