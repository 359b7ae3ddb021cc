package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.command.Output;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.registry.Credentials;
import havre.cli.terminal.Console;
import havre.oci.reference.ImageReference;
import java.io.OutputStream;
import java.util.List;

/// `push`: uploads an image.
public final class PushCommand extends Command {
  private final BoolValue allTags;
  private final PlatformValue platform;
  private final BoolValue quiet;

  public PushCommand() {
    allTags = flags().bool("all-tags", 'a', "Push all tags of an image to the repository");
    flags().add("disable-content-trust", Flag.NONE, "Skip image signing", new BoolValue(true));
    platform =
        flags()
            .add(
                "platform",
                Flag.NONE,
                """
                Push a platform-specific manifest as a single-platform image to the registry.
                Image index won't be pushed, meaning that other manifests, including attestations won't be preserved.
                'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)\
                """,
                new PlatformValue("string"));
    quiet = flags().bool("quiet", 'q', "Suppress verbose output");
  }

  @Override
  public String usage() {
    return "[OPTIONS] NAME[:TAG]";
  }

  @Override
  public String summary() {
    return "Upload an image to a registry";
  }

  @Override
  public List<String> paths() {
    return List.of("image push", "push");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    ImageReference reference = Target.parse(arguments.getFirst());
    if (allTags.get() && !reference.isNameOnly()) {
      throw new CliException("tag can't be used with --all-tags/-a");
    }
    if (!allTags.get() && reference.isNameOnly()) {
      reference = reference.withDefaultTag();
      if (!quiet.get()) {
        context.out().line("Using default tag: " + reference.tag()).flush();
      }
    }
    String tag = allTags.get() ? "" : Pulling.tagOrDigest(reference);
    String auth = Credentials.of(context).header(reference.domain());
    var stream = context.engine().images().push(reference.name(), tag, platform.json(), auth);
    boolean terminal = !quiet.get() && context.console().isTerminal(Console.Stream.OUT);
    Output shown = quiet.get() ? new Output(OutputStream.nullOutputStream()) : context.out();
    new Progress(shown, terminal, terminal ? context.console().size().columns() : 0)
        .show(stream, aux -> {});
    if (quiet.get()) {
      context.out().line(reference.toString());
    }
    return 0;
  }
}
