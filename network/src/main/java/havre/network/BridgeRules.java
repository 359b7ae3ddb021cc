package havre.network;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the firewall must know of a bridge, for one address family.
///
/// @param name the bridge's interface
/// @param subnets the containers' addresses
/// @param internal whether nothing may come in from outside or go out
/// @param open whether unpublished ports can be reached as well
/// @param routed whether other machines reach published ports by the containers' own addresses
/// @param trusted interfaces from which published ports are reached by the containers' own
///   addresses
/// @param sourceAddress what the containers' own addresses are replaced by on their way out; null
///   for the address of the link they leave by
record BridgeRules(
    String name,
    List<IpPrefix> subnets,
    boolean icc,
    boolean ipMasquerade,
    boolean internal,
    boolean open,
    boolean routed,
    List<String> trusted,
    @Nullable InetAddress sourceAddress) {}
