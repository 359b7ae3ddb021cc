package havre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Passwords that a program keeps instead of `config.json`.
class CredentialHelperTest {
  @TempDir Path folder;

  private FakeEngine engine;
  private CliRunner cli;

  @BeforeEach
  void start() throws IOException {
    engine =
        new FakeEngine(folder)
            .answer("POST /auth", 200, "{\"Status\":\"Login Succeeded\",\"IdentityToken\":\"\"}");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path helper = bin.resolve("docker-credential-test");
    Files.writeString(
        helper,
        """
        #!/bin/sh
        # keeps one entry in a file
        case $1 in
          store) cat >"$HOME/kept" ;;
          get) cat "$HOME/kept" 2>/dev/null || { echo "credentials not found in native keychain"; exit 1; } ;;
          erase) rm -f "$HOME/kept" ;;
        esac
        """);
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
    cli =
        new CliRunner(folder)
            .with("DOCKER_HOST", engine.host())
            .with("DOCKER_CONFIG", folder.toString())
            .with("PATH", bin + ":/usr/bin:/bin");
  }

  @AfterEach
  void stop() throws IOException {
    engine.close();
  }

  private void configure(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
  }

  private CliRunner.Result login() {
    return cli.run(
        List.of("login", "-u", "me", "--password-stdin", "registry.example"), "secret\n");
  }

  @Test
  void keepsNothingInTheFile() throws IOException {
    configure("{\"credsStore\":\"test\"}");
    CliRunner.Result result = login();
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    assertThat(Files.readString(folder.resolve("kept")))
        .contains("\"ServerURL\":\"registry.example\"", "\"Username\":\"me\"")
        .contains("\"Secret\":\"secret\"");
    assertThat(Files.readString(folder.resolve("config.json"))).doesNotContain("auth\":");
    assertThat(cli.run("logout", "registry.example").exit()).isZero();
    assertThat(folder.resolve("kept")).doesNotExist();
  }

  @Test
  void asksTheOneForTheRegistry() throws IOException {
    configure("{\"credHelpers\":{\"registry.example\":\"test\"}}");
    assertThat(login().exit()).isZero();
    assertThat(folder.resolve("kept")).exists();
    Files.delete(folder.resolve("kept"));
    assertThat(
            cli.run(List.of("login", "-u", "me", "--password-stdin", "other.example"), "secret\n")
                .exit())
        .isZero();
    assertThat(folder.resolve("kept")).doesNotExist();
  }

  @Test
  void tellsThatItIsMissing() throws IOException {
    configure("{\"credsStore\":\"absent\"}");
    CliRunner.Result result = login();
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains("exec: \"docker-credential-absent\": executable file not found in $PATH");
  }

  @Test
  void tellsWhatItSays() throws IOException {
    configure("{\"credsStore\":\"test\"}");
    Files.writeString(
        folder.resolve("bin/docker-credential-test"), "#!/bin/sh\necho locked; exit 2\n");
    assertThat(login().err()).contains("exit status 2, out: `locked`");
  }
}
