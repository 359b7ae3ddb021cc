package havre.network;

import havre.common.RandomIds;
import java.time.Instant;

/// What must stay the same of the predefined networks over restarts of the daemon; the engine
/// stores it.
public record NetworkIdentity(String bridgeId, String hostId, String noneId, Instant created) {

  public static NetworkIdentity random(Instant now) {
    return new NetworkIdentity(RandomIds.next(), RandomIds.next(), RandomIds.next(), now);
  }
}
