package havre.engine.launch;

import havre.engine.state.Definition;
import havre.network.Endpoint;
import havre.network.Networks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Writes the files of a container that tell it who and where it is.
public final class HostFiles {
  private static final Path HOSTS = Path.of("/etc/hosts");

  private final ContainerFiles files;
  private final ResolvConf resolvConf;
  private final Networks networks;

  public HostFiles(ContainerFiles files, ResolvConf resolvConf, Networks networks) {
    this.files = files;
    this.resolvConf = resolvConf;
    this.networks = networks;
  }

  /// @param endpoint its place on a network, if it has one
  public void write(Definition definition, @Nullable Endpoint endpoint) {
    boolean hostNetwork = definition.spec().host().networking().mode().equals("host");
    try {
      String base = hostNetwork && Files.exists(HOSTS) ? Files.readString(HOSTS) : null;
      files.write(
          definition.id().value(),
          definition.spec().config().hostname(),
          HostsFile.text(definition, endpoint, base, networks::hostGateway),
          resolvConf.text(definition.spec().host().networking(), hostNetwork));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gives a container the files of the one whose network it shares.
  public void share(Definition from, Definition to) {
    String source = from.id().value();
    try {
      files.write(
          to.id().value(),
          from.spec().config().hostname(),
          Files.readString(files.hosts(source)),
          Files.readString(files.resolvConf(source)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
