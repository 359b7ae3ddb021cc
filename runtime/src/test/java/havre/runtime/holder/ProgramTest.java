package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {
  private static final int HEADER_SIZE = 44;

  private final Program program = new Program();

  @Test
  void beginsWithItsHeader() {
    try (Fd fd = Open.path("/", OpenHow.PATH_DIRECTORY)) {
      program.state(program.pass(fd));
      program.held(List.of(fd, fd));
      program.mode(true, true);
      program.cloneFlags(7);
      program.newSlot();
      program.pivot();
      ByteBuffer header = encoded();
      assertThat(numbers(header, 11)).containsExactly(0x31525648, 1, 7, 3, 4, 0, -1, -1, -1, 1, 2);
      assertThat(numbers(header, 2)).containsExactly(StepKind.PIVOT.number(), 0);
      assertThat(header.hasRemaining()).isFalse();
      assertThat(program.descriptors()).hasSize(3);
    }
  }

  @Test
  void writesStringsWithTheirLengthAndAZero() {
    program.hostname("bö");
    ByteBuffer bytes = encoded();
    bytes.position(HEADER_SIZE);
    assertThat(numbers(bytes, 3)).containsExactly(StepKind.HOSTNAME.number(), 8, 3);
    var text = new byte[4];
    bytes.get(text);
    assertThat(text).isEqualTo("bö\0".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void writesListsAndNumbers() {
    program.user(5, 6, List.of(7, 8));
    ByteBuffer bytes = encoded();
    bytes.position(HEADER_SIZE);
    assertThat(numbers(bytes, 7)).containsExactly(StepKind.USER.number(), 20, 5, 6, 8, 7, 8);
  }

  @Test
  void keepsStepsInTheOrderGiven() {
    program.mask("/a");
    program.readonly("/b");
    program.exec(List.of("true"), List.of());
    assertThat(program.steps())
        .extracting(Program.Step::kind)
        .containsExactly(StepKind.MASK, StepKind.READONLY, StepKind.EXEC);
    assertThat(program.steps().getLast().subject()).isEqualTo("true");
  }

  @Test
  void refusesANulInAString() {
    assertThatThrownBy(() -> program.hostname("a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToPassAfterOtherSlots() {
    program.newSlot();
    try (Fd fd = Open.path("/", OpenHow.PATH_DIRECTORY)) {
      assertThatThrownBy(() -> program.pass(fd)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void numbersOfStepsAreTheHoldersOwn() {
    assertThat(StepKind.CGROUP_JOIN.number()).isEqualTo(1);
    assertThat(StepKind.GO.number()).isEqualTo(20);
    assertThat(StepKind.EXEC.number()).isEqualTo(31);
  }

  private ByteBuffer encoded() {
    return ByteBuffer.wrap(program.encode()).order(ByteOrder.nativeOrder());
  }

  private static int[] numbers(ByteBuffer bytes, int count) {
    var numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = bytes.getInt();
    }
    return numbers;
  }
}
