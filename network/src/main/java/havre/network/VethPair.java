package havre.network;

import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.MacAddress;
import havre.linux.netlink.Rtnetlink;
import havre.linux.netlink.VethRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;

/// Makes the veth pair of an endpoint: one end in the bridge, the other in the container.
///
/// Where the bridge's frames pass the IP firewall (br_netfilter), a container that asks for its own
/// published port is answered by the bridge itself, by the port the frame came from: hence hairpin.
/// There the firewall keeps containers apart as well, if they shall be; elsewhere their ports are
/// isolated.
///
/// @param bridgeIndex the bridge's index
/// @param icc whether the containers may talk to each other
record VethPair(Rtnetlink rtnetlink, int bridgeIndex, boolean icc) implements InterfaceMaker {
  private static final Logger LOG = System.getLogger(VethPair.class.getName());

  @Override
  public void create(Endpoint endpoint, int pid) {
    List<byte[]> messages =
        List.of(
            LinkMessages.createVeth(
                new VethRequest(
                    endpoint.hostInterface(),
                    endpoint.hostInterfaceIndex(),
                    bridgeIndex,
                    endpoint.mtu(),
                    endpoint.containerInterface(),
                    endpoint.interfaceIndex(),
                    new MacAddress(endpoint.macAddress()),
                    new VethRequest.OfProcess(pid))),
            portSettings(endpoint));
    try {
      rtnetlink.send("RTM_NEWLINK", endpoint.hostInterface(), messages);
    } catch (LinuxException e) {
      throw HavreException.internal(
          "failed to add interface " + endpoint.hostInterface() + " to sandbox: " + e.getMessage(),
          e);
    }
  }

  /// Puts the host's end of a running container into the bridge again.
  void join(Endpoint endpoint) {
    int index = endpoint.hostInterfaceIndex();
    try {
      rtnetlink.send(
          "RTM_NEWLINK",
          endpoint.hostInterface(),
          List.of(
              LinkMessages.setMaster(index, bridgeIndex),
              LinkMessages.setUp(index, true),
              portSettings(endpoint)));
    } catch (LinuxException e) {
      LOG.log(
          Level.WARNING,
          "container {0} is cut off from network {1}: {2}",
          endpoint.containerName(),
          endpoint.networkName(),
          e.getMessage());
    }
  }

  /// Sets the ports of running containers again, as it depends on a setting of the host.
  void adjust(Collection<Endpoint> endpoints) {
    for (Endpoint endpoint : endpoints) {
      try {
        rtnetlink.send("RTM_NEWLINK", endpoint.hostInterface(), portSettings(endpoint));
      } catch (LinuxException e) {
        LOG.log(Level.DEBUG, "adjust {0}: {1}", endpoint.hostInterface(), e.getMessage());
      }
    }
  }

  private byte[] portSettings(Endpoint endpoint) {
    boolean isolated = !icc && !Sysctls.isOn("bridge/bridge-nf-call-iptables");
    return LinkMessages.setPort(endpoint.hostInterfaceIndex(), true, isolated);
  }
}
