package havre.cli.create;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.client.json.JsonArray;
import havre.client.json.JsonException;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/// `--security-opt`: a seccomp profile's file is read and sent as it is, `systempaths=unconfined`
/// becomes empty lists of masked and read-only paths.
final class SecurityOptions {
  private SecurityOptions() {}

  static void addTo(Context context, JsonObject host, List<String> given) {
    if (given.isEmpty()) {
      return;
    }
    var options = new ArrayList<String>();
    boolean unmasked = false;
    for (String option : given) {
      if (option.equals("systempaths=unconfined")) {
        unmasked = true;
      } else {
        options.add(resolved(context, option));
      }
    }
    host.put("SecurityOpt", JsonArray.ofStrings(options));
    if (unmasked) {
      host.put("MaskedPaths", new JsonArray()).put("ReadonlyPaths", new JsonArray());
    }
  }

  private static String resolved(Context context, String option) {
    int separator = option.indexOf('=') >= 0 ? option.indexOf('=') : option.indexOf(':');
    if (separator < 0) {
      if (!option.equals("no-new-privileges")) {
        throw new CliException(125, "Invalid --security-opt: \"" + option + "\"");
      }
      return option;
    }
    String value = option.substring(separator + 1);
    boolean profile =
        option.substring(0, separator).equals("seccomp")
            && !value.equals("unconfined")
            && !value.equals("builtin");
    return profile ? "seccomp=" + profile(context, value) : option;
  }

  private static String profile(Context context, String file) {
    try {
      return JsonReader.parse(Files.readString(context.invocation().file(file))).toString();
    } catch (NoSuchFileException e) {
      throw new CliException(
          125,
          "opening seccomp profile ("
              + file
              + ") failed: open "
              + file
              + ": no such file or directory");
    } catch (IOException e) {
      throw new CliException(
          125, "opening seccomp profile (" + file + ") failed: " + CliException.text(e));
    } catch (JsonException e) {
      throw new CliException(
          125, "compacting json for seccomp profile (" + file + ") failed: " + e.getMessage());
    }
  }
}
