package havre.build.dockerfile;

/// A document that stands in the Dockerfile itself: `<<EOF` and the lines after the instruction.
///
/// @param name the word that ends it, and the file's name in COPY
/// @param expand whether variables in it are replaced: not where the word was quoted
public record Heredoc(String name, boolean expand, String content) {}
