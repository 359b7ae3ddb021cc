package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.KernelText;
import havre.linux.LibCall;
import havre.linux.Scratch;
import java.util.ArrayList;
import java.util.List;

/// Tells what happens to files (inotify(7)). Its descriptor is non-blocking; it becomes readable
/// when there are events.
///
/// ```
/// struct inotify_event { int wd; uint32_t mask, cookie, len; char name[len]; };
/// ```
public record Inotify(Fd fd) implements AutoCloseable {
  public static final int MODIFY = 0x2;
  public static final int ATTRIBUTES = 0x4;
  public static final int CLOSE_WRITE = 0x8;
  public static final int MOVED_FROM = 0x40;
  public static final int MOVED_TO = 0x80;
  public static final int CREATE = 0x100;
  public static final int DELETE = 0x200;
  public static final int DELETE_SELF = 0x400;

  /// Events were lost.
  public static final int OVERFLOW = 0x4000;

  private static final LibCall INIT = LibCall.returningInt("inotify_init1");
  private static final LibCall ADD_WATCH = LibCall.returningInt("inotify_add_watch");
  private static final LibCall REMOVE_WATCH = LibCall.returningInt("inotify_rm_watch");
  private static final LibCall READ = LibCall.returningLong("read");
  private static final int IN_CLOEXEC_NONBLOCK = 0x80000 | 0x800;
  private static final int HEADER = 16;
  private static final int BUFFER = 4096;

  /// Something that happened.
  ///
  /// @param watch which of the watches tells
  /// @param mask what happened
  /// @param name the entry of a watched directory, or empty
  public record Event(int watch, int mask, String name) {
    public boolean is(int what) {
      return (mask & what) != 0;
    }
  }

  public static Inotify create() {
    try (var scratch = Scratch.take()) {
      return new Inotify(Fd.of((int) INIT.invoke(scratch, "", IN_CLOEXEC_NONBLOCK)));
    }
  }

  /// Watches a path of the host.
  ///
  /// @return the number of the watch
  public int watch(String path, int mask) {
    try (var scratch = Scratch.take()) {
      return (int) ADD_WATCH.invoke(scratch, path, fd.number(), scratch.text(path), mask);
    }
  }

  public void unwatch(int watch) {
    try (var scratch = Scratch.take()) {
      REMOVE_WATCH.invoke(scratch, fd, fd.number(), watch);
    }
  }

  /// Takes the events that are there; never waits.
  public List<Event> take() {
    try (var scratch = Scratch.take()) {
      var memory = scratch.allocate(BUFFER);
      long length = READ.attempt(scratch, fd.number(), memory.address(), BUFFER, 0);
      if (length == -Errno.EAGAIN.number()) {
        return List.of();
      }
      READ.check(length, fd);
      var events = new ArrayList<Event>();
      long at = 0;
      while (at + HEADER <= length) {
        int nameLength = memory.get(JAVA_INT, at + 12);
        String name = nameLength == 0 ? "" : KernelText.readCString(memory, at + HEADER);
        events.add(new Event(memory.get(JAVA_INT, at), memory.get(JAVA_INT, at + 4), name));
        at += HEADER + nameLength;
      }
      return events;
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
