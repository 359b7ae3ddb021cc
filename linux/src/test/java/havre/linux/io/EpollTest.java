package havre.linux.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EpollTest {
  private final Epoll epoll = Epoll.create();
  private final Epoll.Events events = new Epoll.Events(16);

  @AfterEach
  void close() {
    epoll.close();
  }

  @Test
  void eventsCarryTheirTokens() {
    try (Pipe one = Pipe.create();
        Pipe two = Pipe.create()) {
      epoll.add(one.readEnd(), 1, Epoll.IN);
      epoll.add(two.readEnd(), Long.MAX_VALUE, Epoll.IN);
      epoll.await(events, Duration.ZERO);
      assertThat(events.size()).isZero();

      Io.writeFully(two.writeEnd(), new byte[] {1});
      epoll.await(events);
      assertThat(events.size()).isEqualTo(1);
      assertThat(events.token(0)).isEqualTo(Long.MAX_VALUE);
      assertThat(events.readable(0)).isTrue();
      assertThat(events.writable(0)).isFalse();
      assertThat(events.wokenUp()).isFalse();
      assertThatThrownBy(() -> events.token(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void theEndOfAPipeIsReported() {
    try (Pipe pipe = Pipe.create()) {
      epoll.add(pipe.readEnd(), 5, Epoll.IN);
      pipe.writeEnd().close();
      epoll.await(events);
      assertThat(events.events(0) & Epoll.HANG_UP).isNotZero();
      assertThat(events.readable(0)).isTrue();
    }
  }

  @Test
  void aOneShotIsSilentUntilModified() {
    try (Pipe pipe = Pipe.create()) {
      epoll.add(pipe.writeEnd(), 1, Epoll.OUT | Epoll.ONE_SHOT);
      epoll.await(events);
      assertThat(events.writable(0)).isTrue();
      epoll.await(events, Duration.ZERO);
      assertThat(events.size()).isZero();
      epoll.modify(pipe.writeEnd(), 2, Epoll.OUT | Epoll.ONE_SHOT);
      epoll.await(events);
      assertThat(events.token(0)).isEqualTo(2);
    }
  }

  @Test
  void whatIsRemovedIsSilent() {
    try (Pipe pipe = Pipe.create()) {
      epoll.add(pipe.writeEnd(), 1, Epoll.OUT);
      epoll.remove(pipe.writeEnd());
      epoll.await(events, Duration.ZERO);
      assertThat(events.size()).isZero();
    }
  }

  @Test
  void wakeupEndsTheWaitOnce() {
    epoll.wakeup();
    epoll.wakeup();
    epoll.await(events);
    assertThat(events.wokenUp()).isTrue();
    assertThat(events.size()).isZero();
    epoll.await(events, Duration.ZERO);
    assertThat(events.wokenUp()).isFalse();
  }

  @Test
  void wakeupReachesAWaitingThread() throws Exception {
    var waiting = new CountDownLatch(1);
    var woken = new AtomicBoolean();
    var thread =
        Thread.ofPlatform()
            .start(() -> {
              waiting.countDown();
              epoll.await(events, Duration.ofSeconds(20));
              woken.set(events.wokenUp());
            });
    assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
    epoll.wakeup();
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    assertThat(woken).isTrue();
  }

  @Test
  void theTokenOfTheWakeupIsReserved() {
    try (Pipe pipe = Pipe.create()) {
      assertThatThrownBy(() -> epoll.add(pipe.readEnd(), Long.MIN_VALUE, Epoll.IN))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
