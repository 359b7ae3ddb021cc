package havre.network;

import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.MacAddress;
import havre.linux.netlink.Rtnetlink;
import havre.linux.netlink.VethRequest;
import java.util.ArrayList;
import java.util.List;

/// Makes the veth pair of an endpoint: one end in the bridge, the other in the container.
///
/// @param bridgeIndex the bridge's index
/// @param isolated whether the port may talk to the bridge alone, not to the other containers
record VethPair(Rtnetlink rtnetlink, int bridgeIndex, boolean isolated) {

  void create(Endpoint endpoint, int pid) {
    List<byte[]> messages = new ArrayList<>();
    messages.add(
        LinkMessages.createVeth(
            new VethRequest(
                endpoint.hostInterface(),
                endpoint.hostInterfaceIndex(),
                bridgeIndex,
                endpoint.mtu(),
                endpoint.containerInterface(),
                endpoint.interfaceIndex(),
                new MacAddress(endpoint.macAddress()),
                new VethRequest.OfProcess(pid))));
    if (isolated) {
      messages.add(LinkMessages.isolatePort(endpoint.hostInterfaceIndex()));
    }
    try {
      rtnetlink.send("RTM_NEWLINK", endpoint.hostInterface(), messages);
    } catch (LinuxException e) {
      throw HavreException.internal(
          "failed to add interface " + endpoint.hostInterface() + " to sandbox: " + e.getMessage(),
          e);
    }
  }
}
