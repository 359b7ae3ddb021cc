package havre.cli;

import havre.cli.command.CliException;
import havre.cli.command.ConfigFolder;
import havre.cli.command.Invocation;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FlagSet;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.client.Engine;
import havre.client.http.Endpoint;
import havre.client.http.TlsFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The options before the command: which engine, and how to reach it.
final class GlobalOptions {
  final FlagSet flags = new FlagSet();
  final BoolValue version;
  private final StringValue config;
  private final ListValue hosts;
  private final BoolValue tls;
  private final BoolValue tlsVerify;
  private final StringValue tlsCa;
  private final StringValue tlsCertificate;
  private final StringValue tlsKey;

  GlobalOptions() {
    flags.stopAtFirstArgument();
    config = flags.string("config", "Location of client config files (default \"~/.docker\")");
    flags.string("context", 'c', "Accepted for compatibility; only \"default\" exists");
    flags.bool("debug", 'D', "Enable debug mode");
    hosts = flags.list("host", 'H', "Daemon socket to connect to");
    flags.add(
        "log-level",
        'l',
        "Set the logging level (\"debug\", \"info\", \"warn\", \"error\", \"fatal\")",
        new StringValue("info"));
    tls = flags.bool("tls", "Use TLS; implied by --tlsverify");
    tlsCa = flags.string("tlscacert", "Trust certs signed only by this CA");
    tlsCertificate = flags.string("tlscert", "Path to TLS certificate file");
    tlsKey = flags.string("tlskey", "Path to TLS key file");
    tlsVerify = flags.bool("tlsverify", "Use TLS and verify the remote");
    version = flags.bool("version", 'v', "Print version information and quit");
  }

  Path configFolder(Invocation invocation) {
    return ConfigFolder.of(invocation, config.get());
  }

  Engine connect(Invocation invocation) {
    String pinned = invocation.variable("DOCKER_API_VERSION");
    return new Engine(endpoint(invocation), pinned.isEmpty() ? null : pinned);
  }

  private Endpoint endpoint(Invocation invocation) {
    if (hosts.get().size() > 1) {
      throw new CliException("Specify only one -H");
    }
    String host = hosts.isEmpty() ? "" : hosts.get().getFirst();
    for (String variable : new String[] {"HAVRE_HOST", "DOCKER_HOST"}) {
      if (host.isEmpty()) {
        host = invocation.variable(variable);
      }
    }
    if (host.isEmpty()) {
      return Endpoint.DEFAULT;
    }
    try {
      return Endpoint.parse(host, tlsFiles(invocation));
    } catch (IllegalArgumentException e) {
      throw new CliException(
          "Failed to initialize: unable to resolve havre endpoint: " + e.getMessage());
    }
  }

  private @Nullable TlsFiles tlsFiles(Invocation invocation) {
    boolean verify =
        flags.changed("tlsverify")
            ? tlsVerify.get()
            : !invocation.variable("DOCKER_TLS_VERIFY").isEmpty();
    if (!verify && !tls.get() && !flags.changed("tlscacert")) {
      return null;
    }
    String certificates = invocation.variable("DOCKER_CERT_PATH");
    Path folder = certificates.isEmpty() ? configFolder(invocation) : invocation.file(certificates);
    return new TlsFiles(
        file(invocation, tlsCa, folder, "ca.pem"),
        file(invocation, tlsCertificate, folder, "cert.pem"),
        file(invocation, tlsKey, folder, "key.pem"),
        verify);
  }

  private static Path file(Invocation invocation, StringValue said, Path folder, String name) {
    return said.get().isEmpty() ? folder.resolve(name) : invocation.file(said.get());
  }
}
