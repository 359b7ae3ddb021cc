package havre.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PortAllocatorTest {
  private final PortAllocator allocator = new PortAllocator(100, 102);

  @Test
  void aPortOnAllAddressesClashesWithOneOnAny() {
    assertThat(allocator.take(Protocol.TCP, "127.0.0.1", 80)).isTrue();
    assertThat(allocator.take(Protocol.TCP, "127.0.0.1", 80)).isFalse();
    assertThat(allocator.take(Protocol.TCP, "0.0.0.0", 80)).isFalse();
    assertThat(allocator.take(Protocol.TCP, "10.0.0.1", 80)).isTrue();
    assertThat(allocator.take(Protocol.TCP, "::", 80)).isTrue();
    assertThat(allocator.take(Protocol.UDP, "0.0.0.0", 80)).isTrue();
  }

  @Test
  void aReleasedPortCanBeTakenAgain() {
    allocator.take(Protocol.TCP, "0.0.0.0", 80);
    allocator.release(Protocol.TCP, "0.0.0.0", 80);
    allocator.release(Protocol.TCP, "0.0.0.0", 80);

    assertThat(allocator.take(Protocol.TCP, "127.0.0.1", 80)).isTrue();
  }

  @Test
  void ephemeralPortsGoRound() {
    assertThat(new int[] {next(), next(), next(), next()}).containsExactly(100, 101, 102, 100);
  }

  private int next() {
    return allocator.nextEphemeral();
  }
}
