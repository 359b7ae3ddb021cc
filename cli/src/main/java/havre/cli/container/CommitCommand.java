package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.cli.image.Target;
import havre.client.Images;
import java.util.List;

/// `commit`: makes an image of a container.
public final class CommitCommand extends Command {
  private final StringValue author;
  private final ListValue changes;
  private final StringValue message;
  private final BoolValue pause;

  public CommitCommand() {
    author =
        flags()
            .string("author", 'a', "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")");
    changes = flags().list("change", 'c', "Apply Dockerfile instruction to the created image");
    message = flags().string("message", 'm', "Commit message");
    pause = flags().add("pause", 'p', "Pause container during commit", new BoolValue(true));
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]";
  }

  @Override
  public String summary() {
    return "Create a new image from a container's changes";
  }

  @Override
  public List<String> paths() {
    return List.of("container commit", "commit");
  }

  @Override
  public Arity arity() {
    return Arity.between(1, 2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    var target = Target.of(arguments.size() > 1 ? arguments.get(1) : "");
    String id =
        context
            .engine()
            .images()
            .commit(
                arguments.getFirst(),
                target.repository(),
                target.tag(),
                author.get(),
                pause.get(),
                new Images.Changes(changes.get(), message.get(), ""));
    context.out().line(id);
    return 0;
  }
}
