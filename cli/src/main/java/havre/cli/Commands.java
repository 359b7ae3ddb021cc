package havre.cli;

import havre.cli.build.*;
import havre.cli.builder.*;
import havre.cli.command.Command;
import havre.cli.container.*;
import havre.cli.context.*;
import havre.cli.image.*;
import havre.cli.manifest.*;
import havre.cli.network.*;
import havre.cli.registry.*;
import havre.cli.system.*;
import havre.cli.volume.*;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table of commands. A command's class is loaded when it is called, not before.
final class Commands {
  static final List<String> COMMON =
      List.of(
          "run", "exec", "ps", "build", "pull", "push", "images", "login", "logout", "search",
          "version", "info");

  static final List<String> GROUPS =
      List.of(
          "builder", "container", "context", "image", "manifest", "network", "system", "volume");

  static final List<String> OTHERS =
      List.of(
          "attach",
          "commit",
          "completion",
          "cp",
          "create",
          "diff",
          "events",
          "export",
          "help",
          "history",
          "import",
          "inspect",
          "kill",
          "load",
          "logs",
          "pause",
          "port",
          "rename",
          "restart",
          "rm",
          "rmi",
          "save",
          "start",
          "stats",
          "stop",
          "tag",
          "top",
          "unpause",
          "update",
          "wait");

  private Commands() {}

  static boolean isGroup(String word) {
    return switch (word) {
      case "builder", "container", "context", "image", "manifest", "network", "system", "volume" ->
          true;
      default -> false;
    };
  }

  static String groupSummary(String group) {
    return switch (group) {
      case "builder" -> "Manage builds";
      case "container" -> "Manage containers";
      case "context" -> "Manage contexts";
      case "image" -> "Manage images";
      case "manifest" -> "Manage image manifests and manifest lists";
      case "network" -> "Manage networks";
      case "volume" -> "Manage volumes";
      default -> "Manage Havre";
    };
  }

  /// The names in a group, without aliases.
  static List<String> of(String group) {
    return switch (group) {
      case "builder" -> List.of("build", "prune");
      case "context" ->
          List.of("create", "export", "import", "inspect", "ls", "rm", "show", "update", "use");
      case "container" ->
          List.of(
              "attach", "commit", "cp", "create", "diff", "exec", "export", "inspect", "kill",
              "logs", "ls", "pause", "port", "prune", "rename", "restart", "rm", "run", "start",
              "stats", "stop", "top", "unpause", "update", "wait");
      case "image" ->
          List.of(
              "build",
              "history",
              "import",
              "inspect",
              "load",
              "ls",
              "prune",
              "pull",
              "push",
              "referrers",
              "rm",
              "save",
              "tag");
      case "manifest" -> List.of("annotate", "create", "inspect", "push", "rm");
      case "network" -> List.of("connect", "create", "disconnect", "inspect", "ls", "prune", "rm");
      case "system" -> List.of("check", "df", "events", "info", "prune");
      case "volume" -> List.of("create", "inspect", "ls", "prune", "rm");
      default -> List.of();
    };
  }

  static List<String> topLevel() {
    var all = new java.util.ArrayList<String>(COMMON);
    all.addAll(GROUPS);
    all.addAll(OTHERS);
    return all;
  }

  /// Makes the command of a path such as `ps` or `container ls`; null when there is none.
  static @Nullable Command create(String path) {
    return switch (path) {
      case "attach", "container attach" -> new AttachCommand();
      case "commit", "container commit" -> new CommitCommand();
      case "cp", "container cp" -> new CpCommand();
      case "create", "container create" -> new CreateCommand();
      case "diff", "container diff" -> new DiffCommand();
      case "exec", "container exec" -> new ExecCommand();
      case "export", "container export" -> new ExportCommand();
      case "container inspect" -> new ContainerInspectCommand();
      case "kill", "container kill" -> new KillCommand();
      case "logs", "container logs" -> new LogsCommand();
      case "ps", "container ls", "container list", "container ps" -> new PsCommand();
      case "pause", "container pause" -> new PauseCommand();
      case "port", "container port" -> new PortCommand();
      case "container prune" -> new ContainerPruneCommand();
      case "rename", "container rename" -> new RenameCommand();
      case "restart", "container restart" -> new RestartCommand();
      case "rm", "container rm", "container remove" -> new RmCommand();
      case "run", "container run" -> new RunCommand();
      case "start", "container start" -> new StartCommand();
      case "stats", "container stats" -> new StatsCommand();
      case "stop", "container stop" -> new StopCommand();
      case "top", "container top" -> new TopCommand();
      case "unpause", "container unpause" -> new UnpauseCommand();
      case "update", "container update" -> new UpdateCommand();
      case "wait", "container wait" -> new WaitCommand();
      case "build", "image build", "builder build" -> new BuildCommand();
      case "builder prune" -> new BuilderPruneCommand();
      case "context create" -> new ContextCreateCommand();
      case "context export" -> new ContextExportCommand();
      case "context import" -> new ContextImportCommand();
      case "context inspect" -> new ContextInspectCommand();
      case "context ls", "context list" -> new ContextLsCommand();
      case "context rm", "context remove" -> new ContextRmCommand();
      case "context show" -> new ContextShowCommand();
      case "context update" -> new ContextUpdateCommand();
      case "context use" -> new ContextUseCommand();
      case "history", "image history" -> new HistoryCommand();
      case "import", "image import" -> new ImportCommand();
      case "image inspect" -> new ImageInspectCommand();
      case "load", "image load" -> new LoadCommand();
      case "images", "image ls", "image list" -> new ImagesCommand();
      case "image prune" -> new ImagePruneCommand();
      case "pull", "image pull" -> new PullCommand();
      case "push", "image push" -> new PushCommand();
      case "image referrers" -> new ReferrersCommand();
      case "rmi", "image rm", "image remove" -> new RmiCommand();
      case "save", "image save" -> new SaveCommand();
      case "tag", "image tag" -> new TagCommand();
      case "manifest annotate" -> new ManifestAnnotateCommand();
      case "manifest create" -> new ManifestCreateCommand();
      case "manifest inspect" -> new ManifestInspectCommand();
      case "manifest push" -> new ManifestPushCommand();
      case "manifest rm" -> new ManifestRmCommand();
      case "network connect" -> new NetworkConnectCommand();
      case "network create" -> new NetworkCreateCommand();
      case "network disconnect" -> new NetworkDisconnectCommand();
      case "network inspect" -> new NetworkInspectCommand();
      case "network ls", "network list" -> new NetworkLsCommand();
      case "network prune" -> new NetworkPruneCommand();
      case "network rm", "network remove" -> new NetworkRmCommand();
      case "volume create" -> new VolumeCreateCommand();
      case "volume export" -> new VolumeExportCommand();
      case "volume import" -> new VolumeImportCommand();
      case "volume inspect" -> new VolumeInspectCommand();
      case "volume ls", "volume list" -> new VolumeLsCommand();
      case "volume prune" -> new VolumePruneCommand();
      case "volume rm", "volume remove" -> new VolumeRmCommand();
      case "system check" -> new CheckCommand();
      case "system df" -> new DfCommand();
      case "events", "system events" -> new EventsCommand();
      case "info", "system info" -> new InfoCommand();
      case "system prune" -> new SystemPruneCommand();
      case "inspect" -> new InspectCommand();
      case "version" -> new VersionCommand();
      case "login" -> new LoginCommand();
      case "logout" -> new LogoutCommand();
      case "search" -> new SearchCommand();
      case "help" -> new HelpCommand();
      case "completion" -> new CompletionCommand();
      default -> null;
    };
  }
}
