package havre.cli.template;

/// A template that can't be parsed or, with the data given, not be executed.
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean parsing;

  TemplateException(boolean parsing, String message) {
    super(message);
    this.parsing = parsing;
  }

  /// Whether it is the template itself that is wrong.
  public boolean parsing() {
    return parsing;
  }

  static TemplateException parsing(String reason) {
    return new TemplateException(true, "template: :1: " + reason);
  }

  static TemplateException executing(int position, String context, String reason) {
    return new TemplateException(
        false, "template: :1:" + position + ": executing \"\" at <" + context + ">: " + reason);
  }
}
