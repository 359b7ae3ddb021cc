package havre.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ScratchTest {
  private static final LibCall CLOSE = LibCall.returningInt("close");
  private static final LibCall GETPPID = LibCall.returningInt("getppid");
  private static final int BAD_FD = 1 << 20;

  @Test
  void whatIsAllocatedDoesNotOverlap() {
    try (var scratch = Scratch.take()) {
      var segments = new ArrayList<MemorySegment>();
      for (int size : new int[] {1, 16, 17, 4000, 4000, 4000, 100_000}) {
        segments.add(scratch.allocate(size).fill((byte) segments.size()));
      }
      for (int i = 0; i < segments.size(); i++) {
        assertThat(segments.get(i).toArray(JAVA_BYTE)).containsOnly(i);
        assertThat(segments.get(i).address() % 16).isZero();
      }
    }
  }

  @Test
  void whatWasUsedBeforeCanBeZeroed() {
    try (var scratch = Scratch.take()) {
      scratch.allocate(100).fill((byte) 1);
    }
    try (var scratch = Scratch.take()) {
      assertThat(scratch.zeroed(100).toArray(JAVA_BYTE)).containsOnly(0);
    }
  }

  @Test
  void scratchesInUseAreNotShared() {
    try (var one = Scratch.take();
        var two = Scratch.take()) {
      MemorySegment first = one.allocate(4);
      MemorySegment second = two.allocate(4);
      first.set(JAVA_INT, 0, 1);
      second.set(JAVA_INT, 0, 2);
      assertThat(first.get(JAVA_INT, 0)).isEqualTo(1);
    }
  }

  @Test
  void aFailureIsReportedByNumberOrAsAnException() {
    try (var scratch = Scratch.take()) {
      assertThat(CLOSE.attempt(scratch, BAD_FD, 0, 0, 0)).isEqualTo(-Errno.EBADF.number());
      assertThatThrownBy(() -> CLOSE.invoke(scratch, "it", BAD_FD))
          .isInstanceOfSatisfying(
              LinuxException.class,
              e -> {
                assertThat(e.call()).isEqualTo("close");
                assertThat(e.object()).isEqualTo("it");
                assertThat(e.is(Errno.EBADF)).isTrue();
              })
          .hasMessage("close it: Bad file descriptor (EBADF)");
    }
  }

  @Test
  void errnoIsEachCallsOwnOnManyThreads() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 200; i++) {
        boolean failing = i % 2 == 0;
        calls.add(() -> failing ? closeFails() : parentIsKnown());
      }
      for (var answer : executor.invokeAll(calls)) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  @Test
  void anErrorThatIsUnknownHasNoName() {
    assertThat(Errno.of(9999)).isEqualTo(Errno.UNKNOWN);
    assertThat(Errno.of(2)).isEqualTo(Errno.ENOENT);
  }

  @Test
  void aDescriptorIsClosedOnce() {
    Fd fd = Fd.of(BAD_FD);
    assertThat(fd.isOpen()).isTrue();
    fd.close();
    fd.close();
    assertThat(fd.isOpen()).isFalse();
    assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Fd.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static boolean closeFails() {
    for (int i = 0; i < 500; i++) {
      try (var scratch = Scratch.take()) {
        if (CLOSE.attempt(scratch, BAD_FD, 0, 0, 0) != -Errno.EBADF.number()) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean parentIsKnown() {
    for (int i = 0; i < 500; i++) {
      try (var scratch = Scratch.take()) {
        if (GETPPID.attempt(scratch, 0, 0, 0, 0) <= 0) {
          return false;
        }
      }
    }
    return true;
  }
}
