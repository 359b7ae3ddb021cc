package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
                RUN false
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
    assertThat(out).contains("Step 1/", "hello\n", "Successfully tagged staged:latest");
    assertThat(out).doesNotContain("RUN false");
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
  void tellsWhatFails() throws IOException {
    assertThat(build("FROM busybox\nRUN exit 3\n").err())
        .contains("The command '/bin/sh -c exit 3' returned a non-zero code: 3");
    assertThat(build("FROM busybox\nFOO x\n").err())
        .contains("dockerfile parse error on line 2: unknown instruction: FOO");
    assertThat(build("FROM busybox\nCOPY nope /\n").err())
        .contains("COPY failed: file not found in build context or excluded by .dockerignore");
    assertThat(build("FROM busybox\nCOPY ../../etc/passwd /\n").err())
        .contains("forbidden path outside the build context");
    assertThat(daemon.docker("ps", "-aq").lines()).isEmpty();
  }

  @Test
  void followsNoLinkOutOfTheContext() throws IOException {
    Files.createSymbolicLink(context.resolve("way"), Path.of("/etc"));
    assertThat(build("FROM busybox\nCOPY way/passwd /stolen\n").err()).contains("COPY failed");
  }

  private Commands.Result build(String dockerfile, String... options) throws IOException {
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    var arguments = new ArrayList<>(List.of("build"));
    arguments.addAll(List.of(options));
    arguments.add(context.toString());
    return daemon.docker(arguments.toArray(String[]::new));
  }
}
