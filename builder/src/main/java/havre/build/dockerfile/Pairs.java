package havre.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// The names and values of an `ENV` or `LABEL`, variables not yet replaced.
public final class Pairs {
  private Pairs() {}

  /// One of them.
  public record Pair(String name, String value) {}

  /// `NAME=value …`, or the old `NAME value`.
  ///
  /// @throws DockerfileException with Docker's text
  public static List<Pair> read(Instruction instruction, char escape) {
    String rest = instruction.rest();
    List<String> words = Words.quoted(rest, escape);
    var pairs = new ArrayList<Pair>();
    if (words.getFirst().indexOf('=') < 0) {
      String[] parts = rest.split("\\s+", 2);
      if (parts.length < 2) {
        throw DockerfileException.ofSyntax(
            instruction.line(), instruction.keyword() + " must have two arguments");
      }
      pairs.add(new Pair(parts[0], parts[1]));
      return pairs;
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw DockerfileException.ofSyntax(
            instruction.line(),
            "Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
      }
      if (equals == 0) {
        throw new DockerfileException(
            instruction.line(), instruction.keyword() + " names can not be blank");
      }
      pairs.add(new Pair(word.substring(0, equals), word.substring(equals + 1)));
    }
    return pairs;
  }
}
