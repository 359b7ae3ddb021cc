package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.flag.StringValue;
import havre.oci.reference.ImageReference;
import java.util.List;

/// `pull`: downloads an image.
public final class PullCommand extends Command {
  private final BoolValue allTags;
  private final StringValue platform;
  private final BoolValue quiet;

  public PullCommand() {
    allTags = flags().bool("all-tags", 'a', "Download all tagged images in the repository");
    flags().add("disable-content-trust", Flag.NONE, "Skip image verification", new BoolValue(true));
    platform = flags().string("platform", "Set platform if server is multi-platform capable");
    quiet = flags().bool("quiet", 'q', "Suppress verbose output");
  }

  @Override
  public String usage() {
    return "[OPTIONS] NAME[:TAG|@DIGEST]";
  }

  @Override
  public String summary() {
    return "Download an image from a registry";
  }

  @Override
  public List<String> paths() {
    return List.of("image pull", "pull");
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
    Pulling.pull(context, reference, tag, platform.get(), quiet.get(), context.out());
    context.out().line(reference.toString());
    return 0;
  }
}
