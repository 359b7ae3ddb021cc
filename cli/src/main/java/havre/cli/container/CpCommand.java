package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.copy.Copying;
import havre.cli.flag.BoolValue;
import java.util.List;

/// `cp`: copies between a container and this machine.
public final class CpCommand extends Command {
  private final BoolValue archive;
  private final BoolValue followLink;

  public CpCommand() {
    archive = flags().bool("archive", 'a', "Archive mode (copy all uid/gid information)");
    followLink = flags().bool("follow-link", 'L', "Always follow symbol link in SRC_PATH");
    flags()
        .bool(
            "quiet",
            'q',
            "Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached");
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\thavre cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH";
  }

  @Override
  public String summary() {
    return "Copy files/folders between a container and the local filesystem";
  }

  @Override
  public String description() {
    return summary()
        + """


        Use '-' as the source to read a tar archive from stdin
        and extract it to a directory destination in a container.
        Use '-' as the destination to stream a tar archive of a
        container source to stdout.\
        """;
  }

  @Override
  public List<String> paths() {
    return List.of("container cp", "cp");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String[] source = split(arguments.getFirst());
    String[] destination = split(arguments.get(1));
    var copying = new Copying(context, archive.get(), followLink.get());
    if (!source[0].isEmpty() && destination[0].isEmpty()) {
      copying.fromContainer(source[0], source[1], destination[1]);
    } else if (source[0].isEmpty() && !destination[0].isEmpty()) {
      copying.toContainer(source[1], destination[0], destination[1]);
    } else {
      throw new CliException(
          source[0].isEmpty()
              ? "must specify at least one container source"
              : "copying between containers is not supported");
    }
    return 0;
  }

  /// Container and path; a path that begins with a slash or dot is one of this machine.
  private static String[] split(String argument) {
    int colon = argument.indexOf(':');
    if (colon < 0 || argument.startsWith("/") || argument.startsWith(".")) {
      return new String[] {"", argument};
    }
    return new String[] {argument.substring(0, colon), argument.substring(colon + 1)};
  }
}
