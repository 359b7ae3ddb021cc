package havre.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Runs the compiled programs on a small machine of its own and compares with the rules.
class DeviceProgramTest {
  private static final int MAKE = 1;
  private static final int READ = 2;
  private static final int WRITE = 4;
  private static final int BLOCK = 1;
  private static final int CHARACTER = 2;

  @Test
  void withoutRulesAllIsDenied() {
    assertThat(allows(List.of(), CHARACTER, READ, 1, 3)).isFalse();
  }

  @Test
  void anAllowingRuleFitsWhenItCoversAllOfTheAccess() {
    var rules = List.of(new DeviceRule(true, 'c', 1, 3, "r"));
    assertThat(allows(rules, CHARACTER, READ, 1, 3)).isTrue();
    assertThat(allows(rules, CHARACTER, READ | WRITE, 1, 3)).isFalse();
    assertThat(allows(rules, BLOCK, READ, 1, 3)).isFalse();
    assertThat(allows(rules, CHARACTER, READ, 1, 4)).isFalse();
  }

  @Test
  void aDenyingRuleFitsWhenItCoversAnyOfTheAccess() {
    var rules = List.of(DeviceRule.allowAll(), new DeviceRule(false, 'c', 10, 229, "w"));
    assertThat(allows(rules, CHARACTER, READ | WRITE, 10, 229)).isFalse();
    assertThat(allows(rules, CHARACTER, READ, 10, 229)).isTrue();
    assertThat(allows(rules, BLOCK, WRITE | MAKE, 10, 229)).isTrue();
  }

  @Test
  void theProgramDecidesAsTheRulesDo() {
    long seed = 20253L;
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var rules = new ArrayList<DeviceRule>();
      for (int i = random.nextInt(6); i > 0; i--) {
        rules.add(rule(random));
      }
      for (int i = 0; i < 30; i++) {
        int kind = 1 + random.nextInt(2);
        int access = 1 + random.nextInt(7);
        int major = random.nextInt(3);
        int minor = random.nextInt(3);
        assertThat(allows(rules, kind, access, major, minor))
            .as("seed %d rules %s kind %d access %d %d:%d", seed, rules, kind, access, major, minor)
            .isEqualTo(expected(rules, kind, access, major, minor));
      }
    }
  }

  @Test
  void rulesAreChecked() {
    assertThatThrownBy(() -> new DeviceRule(true, 'x', 1, 1, "r"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DeviceRule(true, 'c', 1, 1, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new DeviceRule(true, 'c', 1, DeviceRule.ANY, "rwm").text()).isEqualTo("c 1:* rwm");
  }

  private static DeviceRule rule(Random random) {
    String[] accesses = {"r", "w", "m", "rw", "rwm", "wm"};
    return new DeviceRule(
        random.nextBoolean(),
        "abc".charAt(random.nextInt(3)),
        random.nextInt(4) - 1,
        random.nextInt(4) - 1,
        accesses[random.nextInt(accesses.length)]);
  }

  private static boolean expected(
      List<DeviceRule> rules, int kind, int access, int major, int minor) {
    for (DeviceRule rule : rules.reversed()) {
      int bits =
          (rule.access().contains("m") ? MAKE : 0)
              | (rule.access().contains("r") ? READ : 0)
              | (rule.access().contains("w") ? WRITE : 0);
      boolean fits =
          (rule.kind() == 'a' || rule.kind() == (kind == BLOCK ? 'b' : 'c'))
              && (rule.major() == DeviceRule.ANY || rule.major() == major)
              && (rule.minor() == DeviceRule.ANY || rule.minor() == minor)
              && (rule.allow() ? (access & ~bits) == 0 : (access & bits) != 0);
      if (fits) {
        return rule.allow();
      }
    }
    return false;
  }

  /// The instructions that the compiler uses, and no others.
  private static boolean allows(
      List<DeviceRule> rules, int kind, int access, int major, int minor) {
    long[] program = DeviceProgram.compile(rules);
    long[] context = {((long) access << 16) | kind, major, minor};
    long[] registers = new long[11];
    for (int at = 0; at < program.length; at++) {
      long instruction = program[at];
      int target = (int) (instruction >> 8) & 0xF;
      int source = (int) (instruction >> 12) & 0xF;
      int offset = (short) (instruction >> 16);
      int constant = (int) (instruction >> 32);
      switch ((int) (instruction & 0xFF)) {
        case 0x61 -> registers[target] = context[offset / 4];
        case 0xb7 -> registers[target] = constant;
        case 0xbc -> registers[target] = registers[source] & 0xFFFFFFFFL;
        case 0x54 -> registers[target] &= constant & 0xFFFFFFFFL;
        case 0x74 -> registers[target] = (registers[target] & 0xFFFFFFFFL) >> constant;
        case 0x15 -> at += registers[target] == constant ? offset : 0;
        case 0x55 -> at += registers[target] != constant ? offset : 0;
        case 0x5d -> at += registers[target] != registers[source] ? offset : 0;
        case 0x95 -> {
          return registers[0] == 1;
        }
        default -> throw new AssertionError("unknown instruction " + instruction);
      }
    }
    throw new AssertionError("the program has no end");
  }
}
