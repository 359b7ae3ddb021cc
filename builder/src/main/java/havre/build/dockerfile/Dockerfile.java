package havre.build.dockerfile;

import java.util.List;

/// A file of build instructions, read but not yet understood.
///
/// @param escape the character that continues lines and takes meaning away from the next
public record Dockerfile(char escape, List<Instruction> instructions) {
  public Dockerfile {
    instructions = List.copyOf(instructions);
  }
}
