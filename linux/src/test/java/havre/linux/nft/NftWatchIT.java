package havre.linux.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NftWatchIT {
  private static final NftTable WATCHED = new NftTable(NftFamily.IP, "watched");
  private static final NftTable OTHER = new NftTable(NftFamily.IP, "other");

  @Test
  @Timeout(20)
  void tellsOfTheWatchedTableOnlyUntilStopped() throws Exception {
    try (NftWatch watch = NftWatch.open("watched");
        Nftables nftables = Nftables.open()) {
      nftables.commit(new NftBatch(OTHER).addTable());
      nftables.commit(new NftBatch(OTHER).deleteTable());
      nftables.commit(new NftBatch(WATCHED).addTable());
      CompletableFuture<Boolean> loss = CompletableFuture.supplyAsync(watch::awaitLoss);

      nftables.commit(new NftBatch(WATCHED).deleteTable());
      assertThat(loss.get()).isTrue();

      CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(watch::awaitLoss);
      watch.stop();
      assertThat(stopped.get()).isFalse();
    }
  }
}
