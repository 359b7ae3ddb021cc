package havre.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleCollectionTest {
  private static final long MIB = 1024 * 1024;

  private long used;
  private int collections;
  private final IdleCollection collection =
      new IdleCollection(
          () -> used,
          () -> {
            collections++;
            used = 14 * MIB;
          });

  @Test
  void collectsOnceWhenGarbageLiesAndNothingIsAllocated() {
    used = 60 * MIB;
    collection.look();
    assertThat(collections).as("it was just allocated").isZero();
    collection.look();
    assertThat(collections).isOne();
    collection.look();
    collection.look();
    assertThat(collections).as("there is nothing left to collect").isOne();
  }

  @Test
  void leavesABusyDaemonAlone() {
    for (int second = 1; second < 50; second++) {
      used = second * 5 * MIB;
      collection.look();
    }
    assertThat(collections).isZero();
  }

  @Test
  void leavesALittleGarbageAlone() {
    used = 60 * MIB;
    collection.look();
    collection.look();
    used += 4 * MIB;
    collection.look();
    collection.look();
    assertThat(collections).isOne();
  }
}
