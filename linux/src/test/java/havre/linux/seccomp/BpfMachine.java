package havre.linux.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Runs classic BPF as the kernel does for seccomp, so that filters can be asked without a process.
final class BpfMachine {
  private final ByteBuffer program;

  BpfMachine(byte[] program) {
    this.program = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
  }

  /// What the filter returns for a call.
  int run(int audit, int number, long[] arguments) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    data.putInt(number).putInt(audit).putLong(0);
    for (long argument : arguments) {
      data.putLong(argument);
    }
    int accumulator = 0;
    int at = 0;
    while (true) {
      int code = program.getShort(at * 8) & 0xffff;
      int whenTrue = program.get(at * 8 + 2) & 0xff;
      int whenFalse = program.get(at * 8 + 3) & 0xff;
      int k = program.getInt(at * 8 + 4);
      at++;
      switch (code) {
        case 0x20 -> accumulator = data.getInt(k);
        case 0x54 -> accumulator &= k;
        case 0x05 -> at += k;
        case 0x06 -> {
          return k;
        }
        case 0x15 -> at += accumulator == k ? whenTrue : whenFalse;
        case 0x25 -> at += Integer.compareUnsigned(accumulator, k) > 0 ? whenTrue : whenFalse;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, k) >= 0 ? whenTrue : whenFalse;
        case 0x45 -> at += (accumulator & k) != 0 ? whenTrue : whenFalse;
        default -> throw new IllegalStateException("no instruction " + code);
      }
    }
  }
}
