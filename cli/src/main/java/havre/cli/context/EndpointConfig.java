package havre.cli.context;

import static havre.cli.command.Context.PROGRAM;

import havre.cli.command.CliException;
import havre.cli.command.Invocation;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Csv;
import havre.cli.flag.FlagValue;
import havre.client.http.Endpoint;
import havre.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The value of `--docker`: `host=…,ca=…,cert=…,key=…,skip-tls-verify=…` or `from=CONTEXT`.
final class EndpointConfig implements FlagValue {
  private static final List<String> KEYS =
      List.of("from", "host", "ca", "cert", "key", "skip-tls-verify");

  private final Map<String, String> values = new LinkedHashMap<>();

  @Override
  public void set(String text) {
    for (String pair : Csv.fields(text)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(pair + " must be formatted as key=value");
      }
      values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
  }

  @Override
  public String type() {
    return "stringToString";
  }

  @Override
  public String defaultText() {
    return "[]";
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /// Which context the endpoint is copied from; empty for none.
  String from() {
    return values.getOrDefault("from", "");
  }

  /// @throws CliException for a key nobody knows or a host that can't be reached so
  JsonObject endpoint() {
    for (String key : values.keySet()) {
      if (!KEYS.contains(key)) {
        throw broken("unrecognized config key: " + key);
      }
    }
    String host = values.getOrDefault("host", "");
    if (host.indexOf("://") < 0 && !host.isEmpty()) {
      throw broken(
          "unable to apply havre endpoint options: unable to parse havre host `" + host + "`");
    }
    try {
      Endpoint.parse(host.isEmpty() ? Endpoint.DEFAULT.toString() : host, null);
      return new JsonObject()
          .put("Host", host)
          .put("SkipTLSVerify", BoolValue.parse(values.getOrDefault("skip-tls-verify", "false")));
    } catch (IllegalArgumentException e) {
      throw broken(CliException.text(e));
    }
  }

  /// The PEM files that were named, by the names they are kept under.
  Map<String, byte[]> pemFiles(Invocation invocation) {
    var files = new TreeMap<String, byte[]>();
    for (String key : new String[] {"ca", "cert", "key"}) {
      String file = values.getOrDefault(key, "");
      if (file.isEmpty()) {
        continue;
      }
      try {
        files.put(key + ".pem", Files.readAllBytes(invocation.file(file)));
      } catch (NoSuchFileException e) {
        throw broken("open " + file + ": no such file or directory");
      } catch (IOException e) {
        throw broken("open " + file + ": " + CliException.text(e));
      }
    }
    return files;
  }

  private static CliException broken(String reason) {
    return new CliException("unable to create havre endpoint config: " + reason);
  }

  static String description(String summary, String verb) {
    return summary
        + """


        Docker endpoint config:

        NAME                DESCRIPTION
        from                Copy named context's Docker endpoint configuration
        host                Docker endpoint on which to connect
        ca                  Trust certs signed only by this CA
        cert                Path to TLS certificate file
        key                 Path to TLS key file
        skip-tls-verify     Skip TLS certificate validation

        Example:

        $ %s context %s my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file\"\
        """
            .formatted(PROGRAM, verb);
  }
}
