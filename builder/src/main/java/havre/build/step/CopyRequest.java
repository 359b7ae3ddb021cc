package havre.build.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Heredoc;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.HavreException;
import havre.common.IgnorePatterns;
import havre.store.diff.ModeChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A `COPY` or `ADD` as it was written, variables replaced.
final class CopyRequest {
  private static final String SEVERAL =
      "When using %s with more than one source file, the destination must be a directory and end"
          + " with a /";

  private final Instruction instruction;
  private final UnaryOperator<String> expand;
  private final @Nullable ModeChange mode;
  private final IgnorePatterns excluded;
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
    this.expand = expand;
    mode = flag("chmod").map(Chmod::parse).orElse(null);
    excluded = IgnorePatterns.of(instruction.all("exclude").stream().map(expand).toList());
    List<String> array = Words.json(instruction.rest());
    var words = new ArrayList<>(array != null ? array : Words.plain(instruction.rest()));
    words.replaceAll(expand);
    writtenTarget = words.removeLast();
    for (Heredoc heredoc : instruction.heredocs()) {
      String content =
          heredoc.expand()
              ? Expansion.ofDocument(heredoc.content(), escape, variables)
              : heredoc.content();
      documents.add(new CopyFiles.Document(heredoc.name(), content.getBytes(UTF_8)));
    }
    words.removeIf(word -> word.startsWith("<<"));
    sources = List.copyOf(words);
    target = absolute(workingDir, writtenTarget);
    if (sources.size() + documents.size() > 1 && !target.endsWith("/")) {
      throw HavreException.invalid(SEVERAL.formatted(keyword()));
    }
    if (checksum().isPresent() && sources.size() + documents.size() > 1) {
      throw failure("checksum can't be specified for multiple sources");
    }
  }

  private HavreException failure(String message) {
    return DockerfileParser.failure(instruction.line(), message);
  }

  private Optional<String> flag(String name) {
    return instruction.flag(name).map(expand);
  }

  private static String absolute(String workingDir, String path) {
    boolean directory =
        path.endsWith("/")
            || path.equals(".")
            || path.equals("..")
            || path.endsWith("/.")
            || path.endsWith("/..");
    String absolute = Path.of(workingDir).resolve(path).normalize().toString();
    return directory && !absolute.endsWith("/") ? absolute + "/" : absolute;
  }

  String keyword() {
    return instruction.keyword();
  }

  boolean isAdd() {
    return keyword().equals("ADD");
  }

  /// The stage or image that it copies from, empty for the context.
  String from() {
    return flag("from").orElse("");
  }

  /// `user[:group]`, or empty.
  String owner() {
    return flag("chown").orElse("");
  }

  @Nullable ModeChange mode() {
    return mode;
  }

  IgnorePatterns excluded() {
    return excluded;
  }

  List<String> sources() {
    return sources;
  }

  List<CopyFiles.Document> documents() {
    return documents;
  }

  /// Absolute; a slash at its end says that it is a directory.
  String target() {
    return target;
  }

  /// Whether directories of the sources' paths are kept.
  boolean keepsParents() {
    return instruction.isSet("parents");
  }

  /// Whether the layer must not depend on those below it.
  boolean isLinked() {
    return instruction.isSet("link");
  }

  boolean keepsGitDirectory() {
    return instruction.isSet("keep-git-dir");
  }

  /// Whether archives are unpacked, where it says so.
  Optional<Boolean> unpack() {
    return instruction.flag("unpack").isPresent()
        ? Optional.of(instruction.isSet("unpack"))
        : Optional.empty();
  }

  Optional<String> checksum() {
    return flag("checksum");
  }

  /// For the history.
  String text(String digest) {
    var text = new StringBuilder(keyword()).append(' ');
    for (String name : List.of("chmod", "exclude")) {
      instruction
          .all(name)
          .forEach(value ->
              text.append("--").append(name).append('=').append(expand.apply(value)).append(' '));
    }
    for (String name : List.of("parents", "link")) {
      if (instruction.isSet(name)) {
        text.append("--").append(name).append(' ');
      }
    }
    if (!owner().isEmpty()) {
      text.append("--chown=").append(owner()); // Docker's history has no blank here
    }
    return text.append(digest).append(" in ").append(writtenTarget).append(' ').toString();
  }

  /// @param count how many files and directories the sources stand for
  void checkTarget(int count) {
    if (count + documents.size() > 1 && !target.endsWith("/")) {
      throw HavreException.invalid(SEVERAL.formatted(keyword()));
    }
  }
}
