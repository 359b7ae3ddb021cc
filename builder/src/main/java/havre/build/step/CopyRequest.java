package havre.build.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.context.SourceTree;
import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Heredoc;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.HavreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A `COPY` or `ADD` as it was written.
final class CopyRequest {
  private final Instruction instruction;
  private final String from;
  private final String owner;
  private final @Nullable Integer mode;
  private final List<String> sources;
  private final List<CopyFiles.Document> documents = new ArrayList<>();
  private final String target;
  private final String writtenTarget;

  CopyRequest(
      Instruction instruction,
      UnaryOperator<String> expand,
      String workingDir,
      char escape,
      Map<String, String> variables) {
    this.instruction = instruction;
    String stage = "";
    String chown = "";
    Integer chmod = null;
    for (Instruction.Flag flag : instruction.flags()) {
      String value = expand.apply(flag.value());
      switch (flag.name()) {
        case "from" -> stage = value;
        case "chown" -> chown = value;
        case "chmod" -> chmod = octal(value);
        case "link" -> {} // layers are independent of what lies below them here anyhow
        default -> throw failure("unknown flag: --" + flag.name());
      }
    }
    if (!stage.isEmpty() && instruction.keyword().equals("ADD")) {
      throw failure("unknown flag: --from");
    }
    from = stage;
    owner = chown;
    mode = chmod;
    List<String> array = Words.json(instruction.rest());
    var words = new ArrayList<>(array != null ? array : Words.plain(instruction.rest()));
    words.replaceAll(expand);
    if (words.size() < 2) {
      throw failure(
          instruction.keyword()
              + " requires at least two arguments, but only one was provided. Destination could not be determined.");
    }
    String last = words.removeLast();
    for (Heredoc heredoc : instruction.heredocs()) {
      String content =
          heredoc.expand()
              ? Expansion.ofDocument(heredoc.content(), escape, variables)
              : heredoc.content();
      documents.add(new CopyFiles.Document(heredoc.name(), content.getBytes(UTF_8)));
    }
    words.removeIf(word -> word.startsWith("<<"));
    sources = List.copyOf(words);
    if (sources.size() + documents.size() > 1 && !last.endsWith("/") && !last.endsWith(".")) {
      throw HavreException.invalid(
          "When using "
              + instruction.keyword()
              + " with more than one source file, the destination must be a directory and end with a /");
    }
    writtenTarget = last;
    target = absolute(workingDir, last);
  }

  private HavreException failure(String message) {
    return DockerfileParser.failure(instruction.line(), message);
  }

  private int octal(String text) {
    try {
      int number = Integer.parseInt(text, 8);
      if (number >= 0 && number <= 07777) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw failure(
        "invalid chmod parameter: '"
            + text
            + "'. it should be octal string and between 0 and 07777");
  }

  private static String absolute(String workingDir, String path) {
    boolean directory = path.endsWith("/") || path.endsWith("/.") || path.equals(".");
    String absolute = Path.of(workingDir).resolve(path).normalize().toString();
    return directory && !absolute.endsWith("/") ? absolute + "/" : absolute;
  }

  /// The stage or image that it copies from, empty for the context.
  String from() {
    return from;
  }

  /// For the history.
  String text(String digest) {
    var text = new StringBuilder(instruction.keyword());
    if (!owner.isEmpty()) {
      text.append(" --chown=").append(owner);
    }
    if (mode != null) {
      text.append(" --chmod=").append(Integer.toOctalString(mode));
    }
    return text.append(' ')
        .append(digest)
        .append(" in ")
        .append(writtenTarget)
        .append(' ')
        .toString();
  }

  /// What it copies of a tree.
  CopyFiles files(SourceTree tree) {
    var found = new ArrayList<String>();
    for (String source : sources) {
      if (source.matches("https?://.*") || source.matches("git@.*|.*\\.git(#.*)?")) {
        throw HavreException.invalid(
            instruction.keyword()
                + " of a remote source is not supported by this builder: "
                + source);
      }
      found.addAll(matches(tree, cleaned(source)));
    }
    if (found.size() + documents.size() > 1 && !target.endsWith("/")) {
      throw HavreException.invalid(
          "When using "
              + instruction.keyword()
              + " with more than one source file, the destination must be a directory and end with a /");
    }
    return new CopyFiles(
        instruction.keyword(),
        tree,
        found,
        documents,
        target,
        owner,
        mode,
        instruction.keyword().equals("ADD"));
  }

  private List<String> matches(SourceTree tree, String source) {
    if (SourceTree.isPattern(source)) {
      List<String> matches = tree.matches(source);
      if (matches.isEmpty()) {
        throw HavreException.invalid(
            instruction.keyword() + " failed: no source files were specified");
      }
      return matches;
    }
    if (tree.root().status(CopyFiles.path(source)).isEmpty()) {
      throw CopyFiles.notFound(instruction.keyword(), source);
    }
    return List.of(source);
  }

  /// Relative to the tree's root; `..` leads no further up than that.
  private String cleaned(String source) {
    String path = Path.of("/", source).normalize().toString().substring(1);
    boolean leadsOut = from.isEmpty() && Path.of(source).normalize().startsWith("..");
    if (leadsOut) {
      throw HavreException.invalid(
          instruction.keyword()
              + " failed: forbidden path outside the build context: "
              + source
              + " ()");
    }
    return path;
  }
}
