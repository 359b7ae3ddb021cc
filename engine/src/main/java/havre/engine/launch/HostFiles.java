package havre.engine.launch;

import havre.engine.container.HostOptions;
import havre.engine.state.Definition;
import havre.network.DnsOptions;
import havre.network.Endpoint;
import havre.network.HostsFile;
import havre.network.Networks;
import havre.network.ResolvConf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the files of a container that tell it who and where it is.
public final class HostFiles {
  private static final Path HOSTS = Path.of("/etc/hosts");

  private final ContainerFiles files;
  private final DnsOptions defaults;
  private final Networks networks;

  /// @param defaults of containers that ask for no name servers of their own
  public HostFiles(ContainerFiles files, DnsOptions defaults, Networks networks) {
    this.files = files;
    this.defaults = defaults;
    this.networks = networks;
  }

  /// @param endpoint its place on a network, if it has one
  public void write(Definition definition, @Nullable Endpoint endpoint) {
    boolean hostNetwork = definition.spec().host().networking().mode().equals("host");
    try {
      files.write(
          definition.id().value(),
          definition.spec().config().hostname(),
          hosts(definition, endpoint, hostNetwork),
          resolvConf(definition.spec().host().networking(), endpoint, hostNetwork));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String hosts(Definition definition, @Nullable Endpoint endpoint, boolean hostNetwork)
      throws IOException {
    List<HostsFile.Entry> extra =
        definition.spec().host().networking().extraHosts().stream()
            .map(text -> HostsFile.Entry.parse(text, networks.hostGateway()))
            .toList();
    if (hostNetwork && Files.exists(HOSTS)) {
      var text = new StringBuilder(Files.readString(HOSTS));
      extra.forEach(e -> text.append(e.address()).append('\t').append(e.names()).append('\n'));
      return text.toString();
    }
    List<HostsFile.Entry> own =
        endpoint == null
            ? List.of()
            : HostsFile.own(
                endpoint,
                definition.spec().config().hostname(),
                definition.spec().config().domainname());
    return HostsFile.content(extra, own);
  }

  private String resolvConf(
      HostOptions.Networking asked, @Nullable Endpoint endpoint, boolean hostNetwork)
      throws IOException {
    DnsOptions options =
        new DnsOptions(asked.dns(), asked.dnsSearch(), asked.dnsOptions()).orElse(defaults);
    ResolvConf host = ResolvConf.ofHost();
    boolean ipv6 = endpoint != null && endpoint.ipv6Address().isPresent();
    return hostNetwork ? host.forHostNetwork(options) : host.forContainer(options, ipv6);
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
