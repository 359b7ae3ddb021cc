package havre.build.dockerfile;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a Dockerfile (docs.docker.com/reference/dockerfile): directives, comments, continued
/// lines, flags, heredocs. What an instruction's arguments mean is told elsewhere.
public final class DockerfileParser {
  private static final int MAX_SIZE = 16 * 1024 * 1024;
  private static final Pattern DIRECTIVE =
      Pattern.compile("^#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*$");
  private static final Pattern HEREDOC =
      Pattern.compile("(?<!\\S)\\d*<<(-?)(['\"]?)([A-Za-z_][A-Za-z0-9_.]*)\\2(?=\\s|$)");
  private static final Set<String> WITH_HEREDOCS = Set.of("ADD", "COPY", "RUN");
  private static final Set<String> KNOWN =
      Set.of(
          "ADD",
          "ARG",
          "CMD",
          "COPY",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "FROM",
          "HEALTHCHECK",
          "LABEL",
          "MAINTAINER",
          "ONBUILD",
          "RUN",
          "SHELL",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");

  private final List<String> lines;
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<Integer> emptyContinuations = new ArrayList<>();
  private String check = "";
  private char escape = '\\';
  private int at;

  private DockerfileParser(List<String> lines) {
    this.lines = lines;
  }

  /// @throws HavreException INVALID with Docker's text and the line
  public static Dockerfile parse(String text) {
    if (text.length() > MAX_SIZE) {
      throw HavreException.invalid("the Dockerfile is larger than " + MAX_SIZE + " bytes");
    }
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    var parser = new DockerfileParser(plain.lines().toList());
    parser.readDirectives();
    parser.readInstructions();
    if (parser.instructions.isEmpty()) {
      throw DockerfileException.ofSyntax(1, "file with no instructions");
    }
    return new Dockerfile(
        parser.escape, parser.instructions, parser.check, parser.emptyContinuations);
  }

  /// One instruction alone, as a trigger or a client's change has it.
  public static Instruction parseOne(String text, char escape) {
    var parser = new DockerfileParser(text.lines().toList());
    parser.escape = escape;
    parser.readInstructions();
    if (parser.instructions.size() != 1) {
      throw HavreException.invalid("expected one instruction: " + text);
    }
    return parser.instructions.getFirst();
  }

  /// Directives stand before all else, each at most once.
  private void readDirectives() {
    var seen = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher directive = DIRECTIVE.matcher(lines.get(i));
      if (!directive.matches()) {
        return;
      }
      String name = directive.group(1).toLowerCase(Locale.ROOT);
      if (!Set.of("syntax", "escape", "check").contains(name)) {
        return;
      }
      if (seen.contains(name)) {
        throw failure(i + 1, "only one " + name + " parser directive can be used");
      }
      seen.add(name);
      if (name.equals("check")) {
        check = directive.group(2);
      }
      if (name.equals("escape")) {
        String value = directive.group(2);
        if (!value.equals("\\") && !value.equals("`")) {
          throw failure(i + 1, "invalid escape token '" + value + "' does not match ` or \\");
        }
        escape = value.charAt(0);
      }
    }
  }

  private void readInstructions() {
    while (at < lines.size()) {
      int first = at;
      String line = lines.get(at++).stripLeading();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      instructions.add(instruction(joined(line), first + 1));
    }
  }

  /// The line with those that continue it; comments and empty lines between them vanish.
  private String joined(String first) {
    var text = new StringBuilder();
    String line = first;
    boolean broken = false;
    while (continues(line)) {
      text.append(line, 0, line.stripTrailing().length() - 1);
      String next = null;
      while (at < lines.size() && next == null) {
        String candidate = lines.get(at++);
        boolean skipped = candidate.isBlank() || candidate.stripLeading().startsWith("#");
        broken |= candidate.isBlank();
        next = skipped ? null : candidate;
      }
      if (next == null) {
        return text.toString().strip();
      }
      line = next;
    }
    if (broken) {
      emptyContinuations.add(at);
    }
    return text.append(line).toString().strip();
  }

  private boolean continues(String line) {
    String end = line.stripTrailing();
    int last = end.length() - 1;
    return last >= 0 && end.charAt(last) == escape && (last == 0 || end.charAt(last - 1) != escape);
  }

  private Instruction instruction(String line, int number) {
    String[] parts = line.split("\\s+", 2);
    String keyword = parts[0].toUpperCase(Locale.ROOT);
    if (!KNOWN.contains(keyword)) {
      throw failure(number, "unknown instruction: " + parts[0] + Suggestion.of(keyword, KNOWN));
    }
    String rest = parts.length > 1 ? parts[1].strip() : "";
    var flags = new ArrayList<Instruction.Flag>();
    if (!keyword.equals("ONBUILD")) {
      rest = takeFlags(rest, flags);
    }
    List<Heredoc> heredocs =
        WITH_HEREDOCS.contains(keyword) && !rest.startsWith("[")
            ? heredocs(rest, number)
            : List.of();
    var instruction = new Instruction(keyword, flags, rest, heredocs, number, at, line);
    InstructionRules.check(instruction, escape);
    return instruction;
  }

  /// Takes `--name=value` words off the front.
  private static String takeFlags(String text, List<Instruction.Flag> flags) {
    String rest = text;
    while (rest.startsWith("--")) {
      int end = wordEnd(rest);
      String word = rest.substring(2, end);
      rest = rest.substring(end).stripLeading();
      if (word.isEmpty()) {
        break; // "--" ends the flags
      }
      int equals = word.indexOf('=');
      flags.add(
          equals < 0
              ? new Instruction.Flag(word, null)
              : new Instruction.Flag(
                  word.substring(0, equals), unquoted(word.substring(equals + 1))));
    }
    return rest;
  }

  private static int wordEnd(String text) {
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (Character.isWhitespace(c)) {
        return i;
      }
    }
    return text.length();
  }

  private static String unquoted(String text) {
    int last = text.length() - 1;
    boolean quoted =
        last > 0
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(last) == text.charAt(0);
    return quoted ? text.substring(1, last) : text;
  }

  private List<Heredoc> heredocs(String rest, int number) {
    var found = new ArrayList<Heredoc>();
    Matcher matcher = HEREDOC.matcher(rest);
    while (matcher.find()) {
      found.add(
          new Heredoc(
              matcher.group(3),
              matcher.group(2).isEmpty(),
              document(matcher.group(3), !matcher.group(1).isEmpty(), number)));
    }
    return found;
  }

  private String document(String end, boolean stripTabs, int number) {
    var content = new StringBuilder();
    while (at < lines.size()) {
      String line = lines.get(at++);
      String stripped = stripTabs ? line.replaceFirst("^\t+", "") : line;
      if (stripped.equals(end)) {
        return content.toString();
      }
      content.append(stripped).append('\n');
    }
    throw DockerfileException.ofSyntax(number, "unterminated heredoc");
  }

  /// An error of an instruction, with its line.
  public static HavreException failure(int line, String message) {
    return new DockerfileException(line, message);
  }
}
