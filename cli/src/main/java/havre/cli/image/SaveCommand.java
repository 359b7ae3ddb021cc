package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.Flag;
import havre.cli.flag.StringValue;
import java.util.List;

/// `save`: writes images as an archive.
public final class SaveCommand extends Command {
  private final PlatformValue platform;
  private final StringValue output;

  public SaveCommand() {
    output = flags().string("output", 'o', "Write to a file, instead of STDOUT");
    platform =
        flags()
            .add(
                "platform",
                Flag.NONE,
                "Save only the given platform variant. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")",
                new PlatformValue("string"));
  }

  @Override
  public String usage() {
    return "[OPTIONS] IMAGE [IMAGE...]";
  }

  @Override
  public String summary() {
    return "Save one or more images to a tar archive (streamed to STDOUT by default)";
  }

  @Override
  public List<String> paths() {
    return List.of("image save", "save");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    Saving.write(
        context,
        output.get(),
        "failed to save image",
        () -> context.engine().images().save(arguments, platform.json()));
    return 0;
  }
}
