package havre.network;

/// What the firewall must know of a bridge, for one address family.
///
/// @param name the bridge's interface
/// @param subnet the containers' addresses
record BridgeRules(String name, IpPrefix subnet, boolean icc, boolean ipMasquerade) {}
