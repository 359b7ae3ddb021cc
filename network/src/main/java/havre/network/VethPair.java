package havre.network;

import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.MacAddress;
import havre.linux.netlink.Rtnetlink;
import havre.linux.netlink.VethRequest;
import java.util.List;

/// Makes the veth pair of an endpoint: one end in the bridge, the other in the container.
///
/// Where the bridge's frames pass the IP firewall (br_netfilter), a container that asks for its own
/// published port is answered by the bridge itself, by the port the frame came from: hence hairpin.
///
/// @param bridgeIndex the bridge's index
/// @param isolated whether the port may talk to the bridge alone, not to the other containers
record VethPair(Rtnetlink rtnetlink, int bridgeIndex, boolean isolated) {

  void create(Endpoint endpoint, int pid) {
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
            LinkMessages.setPort(endpoint.hostInterfaceIndex(), true, isolated));
    try {
      rtnetlink.send("RTM_NEWLINK", endpoint.hostInterface(), messages);
    } catch (LinuxException e) {
      throw HavreException.internal(
          "failed to add interface " + endpoint.hostInterface() + " to sandbox: " + e.getMessage(),
          e);
    }
  }
}
