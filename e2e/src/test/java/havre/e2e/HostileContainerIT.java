package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a container may try while the engine works on its files.
class HostileContainerIT {
  private static final int TRIES = 12;
  private static DaemonUnderTest daemon;

  @TempDir Path outside;
  @TempDir Path folder;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  /// CVE-2018-15664, CVE-2026-41568, CVE-2026-42306: a folder that is swapped with a link out of
  /// the container while files are copied.
  @Test
  void copiesNothingThroughASwappedLink() throws IOException {
    Files.writeString(outside.resolve("secret"), "of the host");
    Path own = Files.writeString(folder.resolve("sent"), "sent");
    String swap =
        "mkdir -p /w/d; echo inside >/w/d/secret; ln -s %s /w/l;"
            + " while :; do mv /w/d /w/t; mv /w/l /w/d; mv /w/d /w/l; mv /w/t /w/d; done";
    daemon
        .docker("run", "-d", "--name", "swaps", "busybox", "sh", "-c", swap.formatted(outside))
        .mustSucceed();
    for (int i = 0; i < TRIES; i++) {
      Path got = folder.resolve("got" + i);
      daemon.docker("cp", "swaps:/w/d/secret", got.toString());
      if (Files.exists(got)) {
        assertThat(got).content().isEqualTo("inside\n");
      }
      daemon.docker("cp", own.toString(), "swaps:/w/d/sent" + i);
    }
    try (Stream<Path> found = Files.list(outside)) {
      assertThat(found).containsExactly(outside.resolve("secret"));
    }
    daemon.docker("rm", "-f", "swaps").mustSucceed();
  }

  /// CVE-2026-41567, CVE-2019-14271: neither programs nor libraries of a container are run for an
  /// upload to it.
  @Test
  void runsNoProgramOfTheContainerToUnpack() throws IOException {
    Path witness = outside.resolve("witness");
    String plant =
        "for p in gzip gunzip unpigz xz tar bzip2; do rm -f /bin/$p;"
            + " printf '#!/bin/sh\\ntouch %s /ran\\n' >/bin/$p; chmod 755 /bin/$p; done; sleep 600";
    daemon
        .docker("run", "-d", "--name", "planted", "busybox", "sh", "-c", plant.formatted(witness))
        .mustSucceed();
    daemon
        .docker("exec", "planted", "sh", "-c", "until [ -x /bin/bzip2 ]; do sleep 0.05; done")
        .mustSucceed();
    Files.writeString(folder.resolve("file"), "content");
    for (String program : List.of("gzip", "xz", "bzip2")) {
      if (!Files.exists(Path.of("/usr/bin", program))) {
        continue; // A machine without it makes no such archive.
      }
      String kind = "--" + program;
      Path archive = folder.resolve("archive" + kind);
      Commands.run("tar", "-C", folder.toString(), kind, "-cf", archive.toString(), "file");
      Commands.run(
          "curl",
          "-s",
          "--unix-socket",
          daemon.socket().toString(),
          "-T",
          archive.toString(),
          "http://d/containers/planted/archive?path=/root");
    }
    assertThat(daemon.docker("exec", "planted", "cat", "/root/file").out()).isEqualTo("content");
    assertThat(daemon.docker("exec", "planted", "test", "-e", "/ran").exitCode()).isEqualTo(1);
    assertThat(witness).doesNotExist();
    daemon.docker("rm", "-f", "planted").mustSucceed();
  }

  /// CVE-2026-47262: files of accounts without an end.
  @Test
  void readsNoHugeFileOfAccounts() {
    daemon.docker("run", "-d", "--name", "huge", "busybox", "sleep", "600").mustSucceed();
    daemon.docker("exec", "huge", "truncate", "-s", "2G", "/etc/group").mustSucceed();
    Commands.Result result = daemon.docker("exec", "-u", "www-data", "huge", "true");
    assertThat(result.out()).contains("/etc/group of the container: it is larger than");
    assertThat(daemon.docker("ps", "-q").lines()).hasSize(1);
    daemon.docker("rm", "-f", "huge").mustSucceed();
  }
}
