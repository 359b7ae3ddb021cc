package havre.cli.registry;

import havre.cli.command.CliException;
import havre.client.json.JsonException;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A program that keeps credentials, such as `docker-credential-pass`: it takes a word as its
/// argument and answers in JSON.
final class CredentialHelper {
  private static final String PREFIX = "docker-credential-";
  private static final String NOT_FOUND = "credentials not found in native keychain";

  /// Under which user a helper keeps a token in the place of a password.
  private static final String TOKEN_USER = "<token>";

  private final String program;
  private final Path file;
  private final Map<String, String> environment;

  private CredentialHelper(String program, Path file, Map<String, String> environment) {
    this.program = program;
    this.file = file;
    this.environment = environment;
  }

  /// @param name without `docker-credential-`
  /// @throws CliException when there is no such program in the search path
  static CredentialHelper named(String name, Map<String, String> environment) {
    String program = PREFIX + name;
    String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
      Path file = Path.of(folder.isEmpty() ? "." : folder, program);
      if (name.indexOf('/') < 0 && Files.isExecutable(file) && Files.isRegularFile(file)) {
        return new CredentialHelper(program, file, environment);
      }
    }
    throw new CliException(
        "error getting credentials - err: exec: \"%s\": executable file not found in $PATH, out: ``"
            .formatted(program));
  }

  /// A user with a password, or with a token in its place.
  record Kept(String user, String secret) {
    boolean isToken() {
      return user.equals(TOKEN_USER);
    }
  }

  /// What it keeps for a server; null when that is nothing.
  @Nullable Kept get(String server) {
    Answer answer = call("get", server);
    if (answer.code() != 0) {
      if (answer.text().strip().equals(NOT_FOUND)) {
        return null;
      }
      throw failed("getting", answer);
    }
    try {
      JsonObject kept = (JsonObject) JsonReader.parse(answer.text());
      return new Kept(kept.string("Username"), kept.string("Secret"));
    } catch (JsonException | ClassCastException e) {
      throw failed("getting", answer);
    }
  }

  /// @param token in the place of the password, or empty
  void store(String server, String user, String password, String token) {
    JsonObject entry =
        new JsonObject()
            .put("ServerURL", server)
            .put("Username", token.isEmpty() ? user : TOKEN_USER)
            .put("Secret", token.isEmpty() ? password : token);
    Answer answer = call("store", entry.toString());
    if (answer.code() != 0) {
      throw failed("storing", answer);
    }
  }

  void erase(String server) {
    Answer answer = call("erase", server);
    if (answer.code() != 0 && !answer.text().strip().equals(NOT_FOUND)) {
      throw failed("erasing", answer);
    }
  }

  private record Answer(int code, String text) {}

  private Answer call(String action, String input) {
    var builder = new ProcessBuilder(file.toString(), action).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It did not want all of it, and its answer says why.
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(process.waitFor(), text);
    } catch (IOException e) {
      throw new CliException("error running " + program + ": " + CliException.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(130, "");
    }
  }

  private static CliException failed(String what, Answer answer) {
    return new CliException(
        "error %s credentials - err: exit status %d, out: `%s`"
            .formatted(what, answer.code(), answer.text().strip()));
  }
}
