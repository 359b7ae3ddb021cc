package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.time.Duration;

/// Waits for many descriptors at once. One platform thread waits; any thread may add, change and
/// remove descriptors, or wake the waiting one up.
///
/// A descriptor is named by a token of the caller's choice. Remove it before closing it: a copy of
/// it in another process would keep it watched.
///
/// ```
/// struct epoll_event { uint32_t events; uint64_t data; };    packed on x86-64: 12 bytes, else 16
/// ```
public final class Epoll implements AutoCloseable {
  /// Readable.
  public static final int IN = 0x001;

  /// Writable.
  public static final int OUT = 0x004;

  public static final int ERROR = 0x008;

  /// Both directions have ended.
  public static final int HANG_UP = 0x010;

  /// The peer will send nothing more.
  public static final int PEER_ENDED = 0x2000;

  /// Report once, then stay silent until modified.
  public static final int ONE_SHOT = 1 << 30;

  /// Report changes only.
  public static final int EDGE = 1 << 31;

  private static final LibCall EPOLL_CREATE1 = LibCall.returningInt("epoll_create1");
  private static final LibCall EPOLL_CTL = LibCall.returningInt("epoll_ctl");
  private static final LibCall EPOLL_WAIT = LibCall.returningInt("epoll_wait");
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;

  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
  private static final int EVENT_SIZE = PACKED ? 12 : 16;
  private static final int DATA_OFFSET = PACKED ? 4 : 8;

  /// The token of the wake-up, which callers never see.
  private static final long WAKEUP_TOKEN = Long.MIN_VALUE;

  private final Fd fd;
  private final EventFd wakeup;

  private Epoll(Fd fd, EventFd wakeup) {
    this.fd = fd;
    this.wakeup = wakeup;
  }

  public static Epoll create() {
    try (var scratch = Scratch.take()) {
      Fd fd = Fd.of((int) EPOLL_CREATE1.invoke(scratch, "", EPOLL_CLOEXEC));
      var epoll = new Epoll(fd, EventFd.create());
      epoll.control(ADD, epoll.wakeup.fd(), WAKEUP_TOKEN, IN);
      return epoll;
    }
  }

  /// Watches a descriptor.
  ///
  /// @param token what its events will carry; any number but [Long#MIN_VALUE]
  /// @param interest [#IN], [#OUT] …; errors and hang-ups are always reported
  public void add(Fd watched, long token, int interest) {
    control(ADD, watched, checked(token), interest);
  }

  public void modify(Fd watched, long token, int interest) {
    control(MODIFY, watched, checked(token), interest);
  }

  public void remove(Fd watched) {
    control(DELETE, watched, 0, 0);
  }

  /// Waits until something happens or [#wakeup] is called.
  public void await(Events events) {
    await(events, -1);
  }

  /// Waits no longer than so long; the events may be none.
  public void await(Events events, Duration limit) {
    await(events, (int) Math.min(Integer.MAX_VALUE, limit.plusNanos(999_999).toMillis()));
  }

  /// Makes the waiting call, or the next one, return at once.
  public void wakeup() {
    wakeup.signal();
  }

  @Override
  public void close() {
    fd.close();
    wakeup.close();
  }

  /// An interruption by a signal counts as an early return.
  private void await(Events events, int millis) {
    try (var scratch = Scratch.take()) {
      long count =
          EPOLL_WAIT.attempt(
              scratch, fd.number(), events.memory.address(), events.capacity(), millis);
      events.filled(count == -Errno.EINTR.number() ? 0 : (int) EPOLL_WAIT.check(count, fd));
    } finally {
      Reference.reachabilityFence(events);
    }
    if (events.wokenUp()) {
      wakeup.drain();
    }
  }

  private void control(int operation, Fd watched, long token, int interest) {
    try (var scratch = Scratch.take()) {
      var event = scratch.zeroed(EVENT_SIZE);
      event.set(JAVA_INT, 0, interest);
      event.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, token);
      EPOLL_CTL.invoke(scratch, watched, fd.number(), operation, watched.number(), event.address());
    }
  }

  private static long checked(long token) {
    if (token == WAKEUP_TOKEN) {
      throw new IllegalArgumentException("the token is reserved");
    }
    return token;
  }

  /// The events of one wait; used again for the next. Not thread-safe.
  public static final class Events {
    private final MemorySegment memory;
    private final int capacity;
    private final int[] order;
    private int size;
    private boolean wokenUp;

    public Events(int capacity) {
      this.capacity = capacity;
      this.memory = Arena.ofAuto().allocate((long) capacity * EVENT_SIZE, 8);
      this.order = new int[capacity];
    }

    /// How many descriptors have something to tell.
    public int size() {
      return size;
    }

    /// Whether [Epoll#wakeup] was called.
    public boolean wokenUp() {
      return wokenUp;
    }

    public long token(int index) {
      return memory.get(JAVA_LONG_UNALIGNED, offset(index) + DATA_OFFSET);
    }

    /// The bits of what happened.
    public int events(int index) {
      return memory.get(JAVA_INT, offset(index));
    }

    /// Whether reading will not block: there are bytes, or the end, or an error.
    public boolean readable(int index) {
      return (events(index) & (IN | PEER_ENDED | HANG_UP | ERROR)) != 0;
    }

    /// Whether writing will not block.
    public boolean writable(int index) {
      return (events(index) & (OUT | HANG_UP | ERROR)) != 0;
    }

    private int capacity() {
      return capacity;
    }

    private long offset(int index) {
      if (index >= size) {
        throw new IndexOutOfBoundsException(index);
      }
      return (long) order[index] * EVENT_SIZE;
    }

    private void filled(int count) {
      size = 0;
      wokenUp = false;
      for (int i = 0; i < count; i++) {
        long token = memory.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_SIZE + DATA_OFFSET);
        if (token == WAKEUP_TOKEN) {
          wokenUp = true;
        } else {
          order[size++] = i;
        }
      }
    }
  }
}
