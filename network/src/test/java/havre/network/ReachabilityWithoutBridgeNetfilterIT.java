package havre.network;

/// The same where frames within the bridge don't pass the host's firewall.
class ReachabilityWithoutBridgeNetfilterIT extends ReachabilityIT {

  @Override
  boolean bridgeNetfilter() {
    return false;
  }
}
