package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.Scratch;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;

/// A pseudo terminal: what is written to one end is read from the other, through the terminal's
/// line discipline.
///
/// @param master the end that plays the user
/// @param terminal the end that programs have
/// @param number its name in its devpts
public record Pty(Fd master, Fd terminal, int number) implements AutoCloseable {
  private static final LibCall IOCTL = LibCall.returningInt("ioctl");
  private static final int TIOCSPTLCK = 0x40045431;
  private static final int TIOCGPTN = 0x80045430;
  private static final int TIOCGPTPEER = 0x5441;
  private static final int PEER_FLAGS = 0x2 | 0x100 | 0x80000; // O_RDWR O_NOCTTY O_CLOEXEC

  /// A new pseudo terminal of the devpts mounted at `/dev/pts`.
  public static Pty open() {
    Fd master = Open.path("/dev/ptmx", OpenHow.READ_WRITE);
    int number = unlock(master);
    return new Pty(master, terminalOf(master), number);
  }

  /// Makes the other end of a master usable.
  ///
  /// @return its number
  public static int unlock(Fd master) {
    try (var scratch = Scratch.take()) {
      var value = scratch.zeroed(4);
      IOCTL.invoke(scratch, master, master.number(), TIOCSPTLCK, value.address());
      IOCTL.invoke(scratch, master, master.number(), TIOCGPTN, value.address());
      return value.get(JAVA_INT, 0);
    }
  }

  /// Opens the other end of a master without going through any path.
  public static Fd terminalOf(Fd master) {
    try (var scratch = Scratch.take()) {
      return Fd.of((int) IOCTL.invoke(scratch, master, master.number(), TIOCGPTPEER, PEER_FLAGS));
    }
  }

  @Override
  public void close() {
    master.close();
    terminal.close();
  }
}
