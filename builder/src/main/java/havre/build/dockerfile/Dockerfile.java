package havre.build.dockerfile;

import java.util.List;

/// A file of build instructions, read but not yet understood.
///
/// @param escape the character that continues lines and takes meaning away from the next
/// @param check how it asks to be checked, empty where it says nothing of that
/// @param emptyContinuations where an instruction that an empty line breaks ends
public record Dockerfile(
    char escape, List<Instruction> instructions, String check, List<Integer> emptyContinuations) {
  public Dockerfile {
    emptyContinuations = List.copyOf(emptyContinuations);
    instructions = List.copyOf(instructions);
  }
}
