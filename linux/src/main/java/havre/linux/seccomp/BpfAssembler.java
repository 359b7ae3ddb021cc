package havre.linux.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/// Assembles a classic BPF program from its last instruction to its first.
///
/// BPF jumps forward only, and conditional ones at most 255 instructions: built backwards, every
/// target is known when a jump is written, and one that lies too far gets a long jump in between. A
/// label is the number of instructions that were there before its own.
final class BpfAssembler {
  private static final int LOAD_WORD = 0x20;
  private static final int AND = 0x54;
  private static final int JUMP = 0x05;
  private static final int RETURN = 0x06;
  private static final int REACH = 250;
  private static final int LIMIT = 4096;

  private final ByteBuffer reversed =
      ByteBuffer.allocate(LIMIT * SeccompFilter.INSTRUCTION_SIZE).order(ByteOrder.nativeOrder());
  private final Map<Integer, Integer> returns = new HashMap<>();
  private int count;

  /// The conditional jumps on the accumulator.
  enum Test {
    EQUAL(0x15),
    GREATER(0x25),
    GREATER_OR_EQUAL(0x35);

    private final int code;

    Test(int code) {
      this.code = code;
    }
  }

  /// A place that returns this value; an earlier one where it is in reach.
  int returning(SeccompAction action) {
    Integer known = returns.get(action.value());
    if (known != null && count - known <= REACH) {
      return known;
    }
    int label = add(RETURN, 0, 0, action.value());
    returns.put(action.value(), label);
    return label;
  }

  /// Loads a word of `struct seccomp_data`, then goes on with what was assembled last.
  int load(int offset) {
    return add(LOAD_WORD, 0, 0, offset);
  }

  /// Masks the accumulator, then goes on with what was assembled last.
  int and(int mask) {
    return add(AND, 0, 0, mask);
  }

  /// Tests the accumulator and goes to one of two labels.
  int branch(Test test, int value, int whenTrue, int whenFalse) {
    int near = inReach(whenTrue);
    int other = inReach(whenFalse);
    return add(test.code, count - near - 1, count - other - 1, value);
  }

  /// Makes the next instruction go on at a label even if others were assembled since.
  void continueAt(int label) {
    if (label != count - 1) {
      add(JUMP, 0, 0, count - label - 1);
    }
  }

  /// The program, first instruction first.
  byte[] program() {
    var program =
        ByteBuffer.allocate(count * SeccompFilter.INSTRUCTION_SIZE).order(ByteOrder.nativeOrder());
    for (int i = count - 1; i >= 0; i--) {
      program.putLong(reversed.getLong(i * SeccompFilter.INSTRUCTION_SIZE));
    }
    return program.array();
  }

  private int inReach(int label) {
    return count - label <= REACH ? label : add(JUMP, 0, 0, count - label - 1);
  }

  private int add(int code, int whenTrue, int whenFalse, int value) {
    if (count == LIMIT) {
      throw new IllegalArgumentException("the filter has more than " + LIMIT + " instructions");
    }
    reversed.putShort((short) code).put((byte) whenTrue).put((byte) whenFalse).putInt(value);
    return count++;
  }
}
