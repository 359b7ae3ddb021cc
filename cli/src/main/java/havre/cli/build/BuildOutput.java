package havre.cli.build;

import havre.cli.command.Context;
import havre.cli.image.Progress;
import havre.client.JsonStream;
import havre.client.json.JsonObject;
import java.io.IOException;

/// Shows what the engine says of a build: as it comes, or on a terminal as a list of steps that is
/// kept up to date.
final class BuildOutput {
  private final Context context;
  private final boolean live;

  BuildOutput(Context context, boolean live) {
    this.context = context;
    this.live = live;
  }

  /// A build that made no image.
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    Failed(String message, int exitCode) {
      super(message);
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  /// Shows it to its end.
  ///
  /// @return the image's id, empty where the engine didn't tell it
  String show(JsonStream stream) throws Failed, IOException {
    String id = "";
    try (stream;
        StepView view = live ? StepView.on(context) : null) {
      var progress = new Progress(context.out(), false, 0);
      for (JsonObject message = stream.next(); message != null; message = stream.next()) {
        if (message.has("error") || message.has("errorDetail")) {
          throw failure(message);
        }
        if (message.has("aux")) {
          id = message.object("aux").string("ID");
        } else if (view != null) {
          view.take(message.has("stream") ? message.string("stream") : message.string("status"));
        } else {
          id = said(message, id);
          progress.show(message);
          context.out().flush();
        }
      }
    }
    return id;
  }

  /// A quiet build says nothing but the id.
  private static String said(JsonObject message, String id) {
    String text = message.string("stream").strip();
    return text.startsWith("sha256:") ? text : id;
  }

  private static Failed failure(JsonObject message) {
    JsonObject detail = message.object("errorDetail");
    String text = detail.string("message");
    int code = (int) detail.number("code");
    return new Failed(text.isEmpty() ? message.string("error") : text, code == 0 ? 1 : code);
  }
}
