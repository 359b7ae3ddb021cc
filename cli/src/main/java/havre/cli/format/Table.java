package havre.cli.format;

import havre.cli.command.Output;
import java.util.ArrayList;
import java.util.List;

/// Lines whose cells stand below each other. A column is as wide as its widest cell and three more,
/// at least `minimum`; what follows the last tab isn't padded.
public final class Table {
  private static final int PADDING = 3;

  private final int minimum;
  private final List<List<String>> lines = new ArrayList<>();

  public Table() {
    this(10);
  }

  public Table(int minimum) {
    this.minimum = minimum;
  }

  public Table add(List<String> cells) {
    lines.add(cells);
    return this;
  }

  /// Adds lines in which tabs part the cells.
  public void addText(String text) {
    for (String line : text.split("\n", -1)) {
      add(List.of(line.split("\t", -1)));
    }
  }

  public void print(Output out) {
    List<Integer> widths = widths();
    for (List<String> line : lines) {
      var text = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        String cell = line.get(i);
        text.append(cell);
        if (i < line.size() - 1) {
          text.append(" ".repeat(widths.get(i) - length(cell)));
        }
      }
      out.line(text.toString());
    }
  }

  private List<Integer> widths() {
    var widths = new ArrayList<Integer>();
    for (List<String> line : lines) {
      for (int i = 0; i < line.size() - 1; i++) {
        int width = Math.max(minimum, length(line.get(i)) + PADDING);
        if (i == widths.size()) {
          widths.add(width);
        } else if (widths.get(i) < width) {
          widths.set(i, width);
        }
      }
    }
    return widths;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
