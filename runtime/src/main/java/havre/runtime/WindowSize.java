package havre.runtime;

/// The size of a terminal in characters.
public record WindowSize(int columns, int rows) {}
