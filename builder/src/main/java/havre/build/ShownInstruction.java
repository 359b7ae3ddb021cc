package havre.build;

import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Heredoc;
import havre.build.dockerfile.Instruction;
import havre.common.HavreException;
import java.util.Map;

/// An instruction as BuildKit names its step: with the values of its variables, and for a heredoc
/// that is run the first line of it.
///
/// @param variables known where the instruction is
record ShownInstruction(Instruction instruction, char escape, Map<String, String> variables) {
  String text() {
    try {
      return instruction.keyword().equals("RUN")
          ? Expansion.ofCommand(command(), escape, variables)
          : Expansion.of(instruction.text(), escape, variables);
    } catch (HavreException _) {
      return instruction.text(); // carrying it out tells what is wrong
    }
  }

  private String command() {
    String text = instruction.text();
    boolean alone = instruction.heredocs().size() == 1 && !instruction.rest().contains(" ");
    return alone ? text + " (" + summary(instruction.heredocs().getFirst()) + ")" : text;
  }

  private static String summary(Heredoc heredoc) {
    String content = heredoc.content().strip();
    int end = content.indexOf('\n');
    return end < 0 ? content : content.substring(0, end).stripTrailing() + "...";
  }
}
