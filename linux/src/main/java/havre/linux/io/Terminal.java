package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The settings of a terminal, which may be a real one or either end of a pseudo terminal.
///
/// ```
/// struct termios { u32 iflag, oflag, cflag, lflag; u8 line; u8 cc[19]; };      the kernel's, 36 bytes
/// struct winsize { u16 rows, columns, xpixel, ypixel; };
/// ```
public record Terminal(Fd fd) {
  private static final LibCall IOCTL = LibCall.returningInt("ioctl");
  private static final int TCGETS = 0x5401;
  private static final int TCSETSW = 0x5403;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int TIOCSWINSZ = 0x5414;

  private static final int TERMIOS_SIZE = 36;
  private static final int OFLAG = 4;
  private static final int CFLAG = 8;
  private static final int LFLAG = 12;
  private static final int CC = 17;
  private static final int VTIME = 5;
  private static final int VMIN = 6;

  /// IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON.
  private static final int RAW_IFLAG_OFF = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400;

  private static final int OPOST = 0x1;

  /// ISIG ICANON ECHO ECHONL IEXTEN.
  private static final int RAW_LFLAG_OFF = 0x1 | 0x2 | 0x8 | 0x40 | 0x8000;

  private static final int CSIZE_AND_PARENB = 0x30 | 0x100;
  private static final int CS8 = 0x30;

  /// All settings but the size, as the kernel keeps them.
  public static final class Attributes {
    private final byte[] termios;

    private Attributes(byte[] termios) {
      this.termios = termios;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Attributes that && Arrays.equals(termios, that.termios);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(termios);
    }
  }

  public boolean isTerminal() {
    try (var scratch = Scratch.take()) {
      var termios = scratch.allocate(TERMIOS_SIZE);
      long result = IOCTL.attempt(scratch, fd.number(), TCGETS, termios.address(), 0);
      if (result == -Errno.ENOTTY.number() || result == -Errno.EINVAL.number()) {
        return false;
      }
      return IOCTL.check(result, fd) == 0;
    }
  }

  public Attributes attributes() {
    try (var scratch = Scratch.take()) {
      return new Attributes(termios(scratch).toArray(JAVA_BYTE));
    }
  }

  /// Passes every key on as it is: no echo, no line editing, no signals.
  ///
  /// @return the settings from before, for [#restore]
  public Attributes makeRaw() {
    return makeRaw(false);
  }

  /// As [#makeRaw()], but output is still processed (a line feed also returns the carriage).
  public Attributes makeRawKeepingOutput() {
    return makeRaw(true);
  }

  public void restore(Attributes attributes) {
    try (var scratch = Scratch.take()) {
      set(scratch, scratch.bytes(attributes.termios));
    }
  }

  public WindowSize size() {
    try (var scratch = Scratch.take()) {
      var size = scratch.zeroed(8);
      IOCTL.invoke(scratch, fd, fd.number(), TIOCGWINSZ, size.address());
      return new WindowSize(size.get(JAVA_SHORT, 0) & 0xFFFF, size.get(JAVA_SHORT, 2) & 0xFFFF);
    }
  }

  /// Changes the size; the processes in the foreground get SIGWINCH.
  public void resize(WindowSize wanted) {
    try (var scratch = Scratch.take()) {
      var size = scratch.zeroed(8);
      size.set(JAVA_SHORT, 0, (short) wanted.rows());
      size.set(JAVA_SHORT, 2, (short) wanted.columns());
      IOCTL.invoke(scratch, fd, fd.number(), TIOCSWINSZ, size.address());
    }
  }

  private Attributes makeRaw(boolean keepOutput) {
    try (var scratch = Scratch.take()) {
      MemorySegment termios = termios(scratch);
      var before = new Attributes(termios.toArray(JAVA_BYTE));
      clear(termios, 0, RAW_IFLAG_OFF);
      if (!keepOutput) {
        clear(termios, OFLAG, OPOST);
      }
      clear(termios, LFLAG, RAW_LFLAG_OFF);
      clear(termios, CFLAG, CSIZE_AND_PARENB);
      termios.set(JAVA_INT, CFLAG, termios.get(JAVA_INT, CFLAG) | CS8);
      termios.set(JAVA_BYTE, CC + VMIN, (byte) 1);
      termios.set(JAVA_BYTE, CC + VTIME, (byte) 0);
      set(scratch, termios);
      return before;
    }
  }

  private MemorySegment termios(Scratch scratch) {
    var termios = scratch.zeroed(TERMIOS_SIZE);
    IOCTL.invoke(scratch, fd, fd.number(), TCGETS, termios.address());
    return termios;
  }

  private void set(Scratch scratch, MemorySegment termios) {
    IOCTL.invoke(scratch, fd, fd.number(), TCSETSW, termios.address());
  }

  private static void clear(MemorySegment termios, int offset, int bits) {
    termios.set(JAVA_INT, offset, termios.get(JAVA_INT, offset) & ~bits);
  }
}
