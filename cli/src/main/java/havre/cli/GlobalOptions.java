package havre.cli;

import havre.cli.command.CliException;
import havre.cli.command.ConfigFile;
import havre.cli.command.ConfigFolder;
import havre.cli.command.Context;
import havre.cli.command.Invocation;
import havre.cli.context.ContextStore;
import havre.cli.context.StoredContext;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FlagSet;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.client.Engine;
import havre.client.http.Endpoint;
import havre.client.http.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The options before the command: which engine, and how to reach it.
final class GlobalOptions {
  final FlagSet flags = new FlagSet();
  final BoolValue version;
  private final StringValue config;
  private final StringValue context;
  private final ListValue hosts;
  private final StringValue logLevel;
  private final BoolValue tls;
  private final BoolValue tlsVerify;
  private final StringValue tlsCa;
  private final StringValue tlsCertificate;
  private final StringValue tlsKey;

  GlobalOptions() {
    flags.stopAtFirstArgument();
    config = flags.string("config", "Location of client config files (default \"~/.docker\")");
    context =
        flags.string(
            "context",
            'c',
            "Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with \"havre context use\")");
    flags.bool("debug", 'D', "Enable debug mode");
    hosts = flags.list("host", 'H', "Daemon socket to connect to");
    logLevel =
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

  /// What is wrong with the options as a whole; empty when nothing is.
  String complaint() {
    return switch (logLevel.get().toLowerCase(Locale.ROOT)) {
      case "panic", "fatal", "error", "warn", "warning", "info", "debug", "trace" -> "";
      default -> "Unable to parse logging level: " + logLevel.get();
    };
  }

  Path configFolder(Invocation invocation) {
    return ConfigFolder.of(invocation, config.get());
  }

  Engine connect(Invocation invocation) {
    String pinned = invocation.variable("DOCKER_API_VERSION");
    return new Engine(endpoint(invocation), pinned.isEmpty() ? null : pinned);
  }

  /// Which context is in use: the one that is said, unless a host is said; else the environment's
  /// host or context; else what the user's configuration holds.
  Context.Selection selection(Invocation invocation) {
    if (hosts.get().size() > 1) {
      throw new CliException("Specify only one -H");
    }
    String host = host(invocation);
    String name = context.get();
    if (!name.isEmpty() && !hosts.isEmpty()) {
      throw new CliException("conflicting options: cannot specify both --host and --context");
    }
    if (name.isEmpty() && host.isEmpty()) {
      name = invocation.variable("DOCKER_CONTEXT");
    }
    if (name.isEmpty() && host.isEmpty()) {
      name = ConfigFile.in(configFolder(invocation)).document().string("currentContext");
    }
    return new Context.Selection(
        name.isEmpty() ? ContextStore.DEFAULT : name,
        host.isEmpty() ? Endpoint.DEFAULT.toString() : host);
  }

  private String host(Invocation invocation) {
    String host = hosts.isEmpty() ? "" : hosts.get().getFirst();
    for (String variable : new String[] {"HAVRE_HOST", "DOCKER_HOST"}) {
      if (host.isEmpty()) {
        host = invocation.variable(variable);
      }
    }
    return host;
  }

  private Endpoint endpoint(Invocation invocation) {
    Context.Selection selection = selection(invocation);
    if (!selection.name().equals(ContextStore.DEFAULT)) {
      return stored(invocation, selection.name());
    }
    String host = host(invocation);
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

  private Endpoint stored(Invocation invocation, String name) {
    try {
      var store = new ContextStore(configFolder(invocation));
      StoredContext found = store.find(name);
      Path pem = store.pemFolder(name);
      boolean verify = !found.endpoint().bool("SkipTLSVerify");
      TlsFiles tls =
          Files.isDirectory(pem)
              ? new TlsFiles(
                  pem.resolve("ca.pem"), pem.resolve("cert.pem"), pem.resolve("key.pem"), verify)
              : tlsFiles(invocation);
      return found.host().isEmpty() ? Endpoint.DEFAULT : Endpoint.parse(found.host(), tls);
    } catch (IllegalArgumentException | CliException e) {
      throw new CliException(
          "Failed to initialize: unable to resolve havre endpoint: " + CliException.text(e));
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
