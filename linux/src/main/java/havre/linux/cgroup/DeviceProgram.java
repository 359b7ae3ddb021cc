package havre.linux.cgroup;

import java.util.ArrayList;
import java.util.List;

/// Compiles device rules to an eBPF program, as version 2 has no files for them.
///
/// The kernel gives the program `struct bpf_cgroup_dev_ctx { u32 access_type, major, minor; }`,
/// where the upper half of `access_type` is the access and the lower half the kind. A result of 1
/// allows. The last rule that fits counts, so the rules are tried from the last to the first.
///
/// An instruction is 8 bytes: opcode, registers (source, target), offset of a jump, constant.
final class DeviceProgram {
  private static final int R0 = 0;
  private static final int R1 = 1;
  private static final int KIND = 2;
  private static final int ACCESS = 3;
  private static final int MAJOR = 4;
  private static final int MINOR = 5;
  private static final int WORK = 6;

  private static final int LOAD_WORD = 0x61;
  private static final int MOVE_CONSTANT = 0xb7;
  private static final int MOVE_REGISTER_32 = 0xbc;
  private static final int AND_CONSTANT_32 = 0x54;
  private static final int SHIFT_RIGHT_32 = 0x74;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_NOT_EQUAL = 0x55;
  private static final int JUMP_IF_NOT_EQUAL_REGISTER = 0x5d;
  private static final int EXIT = 0x95;

  private static final int BLOCK = 1;
  private static final int CHARACTER = 2;
  private static final int MAKE_BIT = 1;
  private static final int READ_BIT = 2;
  private static final int WRITE_BIT = 4;
  private static final int ALL_ACCESS = MAKE_BIT | READ_BIT | WRITE_BIT;

  private final List<Long> code = new ArrayList<>();

  private DeviceProgram() {}

  static long[] compile(List<DeviceRule> rules) {
    var program = new DeviceProgram();
    program.loadContext();
    program.addAll(rules.reversed());
    return program.code.stream().mapToLong(Long::longValue).toArray();
  }

  /// Behind a rule that fits always nothing may follow: the kernel refuses what can't be reached.
  private void addAll(List<DeviceRule> rules) {
    for (DeviceRule rule : rules) {
      add(rule);
      if (rule.coversAll()) {
        return;
      }
    }
    answer(false);
  }

  private void loadContext() {
    emit(LOAD_WORD, KIND, R1, 0, 0);
    emit(AND_CONSTANT_32, KIND, 0, 0, 0xFFFF);
    emit(LOAD_WORD, ACCESS, R1, 0, 0);
    emit(SHIFT_RIGHT_32, ACCESS, 0, 0, 16);
    emit(LOAD_WORD, MAJOR, R1, 4, 0);
    emit(LOAD_WORD, MINOR, R1, 8, 0);
  }

  /// The tests of a rule jump over its answer when they fail. An allowing rule fits when it covers
  /// all of the access asked for, a denying one when it covers any of it.
  private void add(DeviceRule rule) {
    var tests = new ArrayList<long[]>();
    if (rule.kind() != 'a') {
      int kind = rule.kind() == 'b' ? BLOCK : CHARACTER;
      tests.add(new long[] {instruction(JUMP_IF_NOT_EQUAL, KIND, 0, 0, kind)});
    }
    int access = access(rule.access());
    if (access != ALL_ACCESS) {
      tests.add(accessTest(rule.allow(), access));
    }
    if (rule.major() != DeviceRule.ANY) {
      tests.add(new long[] {instruction(JUMP_IF_NOT_EQUAL, MAJOR, 0, 0, rule.major())});
    }
    if (rule.minor() != DeviceRule.ANY) {
      tests.add(new long[] {instruction(JUMP_IF_NOT_EQUAL, MINOR, 0, 0, rule.minor())});
    }
    int end = tests.stream().mapToInt(test -> test.length).sum() + 2;
    int at = 0;
    for (long[] test : tests) {
      for (int i = 0; i < test.length; i++) {
        at++;
        boolean jump = i == test.length - 1;
        code.add(jump ? withOffset(test[i], end - at) : test[i]);
      }
    }
    answer(rule.allow());
  }

  private static long[] accessTest(boolean allow, int access) {
    long copy = instruction(MOVE_REGISTER_32, WORK, ACCESS, 0, 0);
    long mask = instruction(AND_CONSTANT_32, WORK, 0, 0, access);
    return allow
        ? new long[] {copy, mask, instruction(JUMP_IF_NOT_EQUAL_REGISTER, WORK, ACCESS, 0, 0)}
        : new long[] {copy, mask, instruction(JUMP_IF_EQUAL, WORK, 0, 0, 0)};
  }

  private void answer(boolean allow) {
    emit(MOVE_CONSTANT, R0, 0, 0, allow ? 1 : 0);
    emit(EXIT, 0, 0, 0, 0);
  }

  private void emit(int opcode, int target, int source, int offset, int constant) {
    code.add(instruction(opcode, target, source, offset, constant));
  }

  private static int access(String letters) {
    int bits = 0;
    bits |= letters.indexOf('m') >= 0 ? MAKE_BIT : 0;
    bits |= letters.indexOf('r') >= 0 ? READ_BIT : 0;
    bits |= letters.indexOf('w') >= 0 ? WRITE_BIT : 0;
    return bits;
  }

  private static long instruction(int opcode, int target, int source, int offset, int constant) {
    return opcode
        | (long) target << 8
        | (long) source << 12
        | (offset & 0xFFFFL) << 16
        | (constant & 0xFFFFFFFFL) << 32;
  }

  private static long withOffset(long instruction, int offset) {
    return (instruction & ~0xFFFF0000L) | (offset & 0xFFFFL) << 16;
  }
}
