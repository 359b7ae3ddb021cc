package havre.network;

import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.netlink.Link;
import havre.linux.netlink.Rtnetlink;
import havre.linux.netlink.StackedLink;
import havre.linux.netlink.StackedLinkMessages;
import havre.linux.netlink.VethRequest;

/// Makes the interface of an endpoint on top of an interface of the host. The latter is looked for
/// each time, as it may have been made again by others.
record StackedInterface(Rtnetlink rtnetlink, StackedOptions options, String parent)
    implements InterfaceMaker {

  @Override
  public void create(Endpoint endpoint, int pid) {
    Link below =
        rtnetlink
            .link(parent)
            .orElseThrow(() ->
                HavreException.internal(
                    "the requested parent interface %s was not found on the Docker host"
                        .formatted(parent),
                    null));
    var link =
        new StackedLink(
            options.kind(endpoint.macAddress()),
            below.index(),
            endpoint.containerInterface(),
            endpoint.interfaceIndex(),
            new VethRequest.OfProcess(pid));
    try {
      rtnetlink.send("RTM_NEWLINK", parent, StackedLinkMessages.create(link));
    } catch (LinuxException e) {
      throw HavreException.internal(
          "failed to create the %s port: %s".formatted(options.driver(), KernelWords.of(e)), e);
    }
    if (options.isPassthru()) {
      RunningSandbox.of(pid).setMac(endpoint);
    }
  }
}
