package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Messages with descriptors: sendmsg(2) and recvmsg(2) with SCM_RIGHTS.
///
/// ```
/// struct msghdr { void *name; socklen_t namelen; struct iovec *iov; size_t iovlen;
///                 void *control; size_t controllen; int flags; };              56 bytes
/// struct iovec { void *base; size_t len; };                                    16 bytes
/// struct cmsghdr { size_t len; int level; int type; /* data */ };              16 bytes + data
/// ```
final class AncillaryData {
  /// The most descriptors the kernel takes in one message.
  static final int MAX_DESCRIPTORS = 253;

  private static final LibCall SENDMSG = LibCall.returningLong("sendmsg");
  private static final LibCall RECVMSG = LibCall.returningLong("recvmsg");

  private static final int MSGHDR_SIZE = 56;
  private static final int MSGHDR_IOV = 16;
  private static final int MSGHDR_IOVLEN = 24;
  private static final int MSGHDR_CONTROL = 32;
  private static final int MSGHDR_CONTROLLEN = 40;
  private static final int MSGHDR_FLAGS = 48;
  private static final int CMSGHDR_SIZE = 16;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;

  private AncillaryData() {}

  static void send(Fd socket, byte[] bytes, List<Fd> descriptors) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a message needs at least one byte");
    }
    try (var scratch = Scratch.take()) {
      MemorySegment data = scratch.bytes(bytes);
      MemorySegment header = header(scratch, data);
      if (!descriptors.isEmpty()) {
        MemorySegment control = rights(scratch, descriptors);
        header.set(JAVA_LONG, MSGHDR_CONTROL, control.address());
        header.set(JAVA_LONG, MSGHDR_CONTROLLEN, control.byteSize());
      }
      long sent =
          SENDMSG.invoke(scratch, socket, socket.number(), header.address(), Socket.MSG_NOSIGNAL);
      sendRest(scratch, socket, data, sent);
    }
  }

  static UnixSocket.Message receive(Fd socket, int limit) {
    try (var scratch = Scratch.take()) {
      MemorySegment data = scratch.allocate(limit);
      MemorySegment control = scratch.zeroed(CMSGHDR_SIZE + 4L * MAX_DESCRIPTORS + 4);
      MemorySegment header = header(scratch, data);
      header.set(JAVA_LONG, MSGHDR_CONTROL, control.address());
      header.set(JAVA_LONG, MSGHDR_CONTROLLEN, control.byteSize());
      long length =
          RECVMSG.invoke(scratch, socket, socket.number(), header.address(), MSG_CMSG_CLOEXEC);
      int flags = header.get(JAVA_INT, MSGHDR_FLAGS);
      List<Fd> descriptors =
          descriptors(control.asSlice(0, header.get(JAVA_LONG, MSGHDR_CONTROLLEN)));
      if ((flags & MSG_CTRUNC) != 0) {
        descriptors.forEach(Fd::close);
        throw new LinuxException("recvmsg", Errno.EMFILE, "descriptors were lost");
      }
      byte[] bytes = data.asSlice(0, length).toArray(JAVA_BYTE);
      return new UnixSocket.Message(bytes, List.copyOf(descriptors), (flags & MSG_TRUNC) != 0);
    }
  }

  private static MemorySegment header(Scratch scratch, MemorySegment data) {
    MemorySegment vector = scratch.allocate(16);
    vector.set(JAVA_LONG, 0, data.address());
    vector.set(JAVA_LONG, 8, data.byteSize());
    MemorySegment header = scratch.zeroed(MSGHDR_SIZE);
    header.set(JAVA_LONG, MSGHDR_IOV, vector.address());
    header.set(JAVA_LONG, MSGHDR_IOVLEN, 1);
    return header;
  }

  private static MemorySegment rights(Scratch scratch, List<Fd> descriptors) {
    long length = CMSGHDR_SIZE + 4L * descriptors.size();
    MemorySegment control = scratch.zeroed((length + 7) & ~7L);
    control.set(JAVA_LONG, 0, length);
    control.set(JAVA_INT, 8, Socket.SOL_SOCKET);
    control.set(JAVA_INT, 12, SCM_RIGHTS);
    for (int i = 0; i < descriptors.size(); i++) {
      control.set(JAVA_INT, CMSGHDR_SIZE + 4L * i, descriptors.get(i).number());
    }
    return control;
  }

  private static List<Fd> descriptors(MemorySegment control) {
    var found = new ArrayList<Fd>();
    long at = 0;
    while (at + CMSGHDR_SIZE <= control.byteSize()) {
      long length = control.get(JAVA_LONG, at);
      if (length < CMSGHDR_SIZE) {
        break;
      }
      if (control.get(JAVA_INT, at + 8) == Socket.SOL_SOCKET
          && control.get(JAVA_INT, at + 12) == SCM_RIGHTS) {
        for (long fd = at + CMSGHDR_SIZE; fd + 4 <= at + length; fd += 4) {
          found.add(Fd.of(control.get(JAVA_INT, fd)));
        }
      }
      at += (length + 7) & ~7L;
    }
    return found;
  }

  /// A stream may take only part of a long message; what is left has no descriptors any more.
  private static void sendRest(Scratch scratch, Fd socket, MemorySegment data, long sent) {
    while (sent < data.byteSize()) {
      MemorySegment header = header(scratch, data.asSlice(sent));
      sent +=
          SENDMSG.invoke(scratch, socket, socket.number(), header.address(), Socket.MSG_NOSIGNAL);
    }
  }
}
