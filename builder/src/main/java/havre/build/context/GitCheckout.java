package havre.build.context;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.submodule.SubmoduleWalk;
import org.eclipse.jgit.util.SystemReader;

/// The files of a repository's commit, with those of its submodules. Nothing of the machine's own
/// git configuration counts, and no program is run.
record GitCheckout(GitAddress address) {
  private static final int TIMEOUT_SECONDS = 60;
  private static final int DEEPEST = 8;

  /// Puts them into an empty folder.
  ///
  /// @param keepGit whether the folder's `.git` stays
  /// @param commit the digits that the commit's name must begin with; empty for any
  void into(Path folder, boolean keepGit, String commit) throws IOException {
    System.setProperty("slf4j.internal.verbosity", "ERROR"); // JGit's log goes nowhere
    SystemReader.setInstance(new BareSystemReader());
    checkUrl(address.url());
    try (Git git = fetched(folder)) {
      ObjectId wanted = wanted(git.getRepository());
      if (!wanted.name().startsWith(commit)) {
        throw HavreException.invalid(
            "expected checksum to match " + commit + ", got " + wanted.name());
      }
      git.checkout().setName(wanted.name()).setForced(true).call();
      submodules(git, 1);
    } catch (GitAPIException | JGitInternalException e) {
      throw new HavreException(
          ErrorKind.INTERNAL, "error fetching: " + address.url() + ": " + e.getMessage(), e);
    }
    if (!keepGit) {
      removeGit(folder);
    }
  }

  /// Only what is reached over a network: a path of this machine is nobody's to fetch.
  private static void checkUrl(String url) {
    if (!url.startsWith("https://") && !url.startsWith("http://") && !url.startsWith("git://")) {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, "repositories are fetched by https, http or git alone: " + url);
    }
  }

  /// As little as can be: the commit alone where the server and the kind of name allow it.
  private Git fetched(Path folder) throws GitAPIException {
    var clone =
        Git.cloneRepository()
            .setURI(address.url())
            .setDirectory(folder.toFile())
            .setNoCheckout(true)
            .setCloneAllBranches(true)
            .setTimeout(TIMEOUT_SECONDS);
    return clone.call();
  }

  private ObjectId wanted(Repository repository) throws IOException {
    String ref = address.ref().isEmpty() ? Constants.HEAD : address.ref();
    for (String name : new String[] {Constants.R_REMOTES + "origin/" + ref, ref}) {
      ObjectId found = repository.resolve(name + "^{commit}");
      if (found != null) {
        return found;
      }
    }
    throw HavreException.invalid("repository does not contain ref " + ref + ", output: \"\"");
  }

  private static void submodules(Git git, int depth) throws GitAPIException, IOException {
    if (depth > DEEPEST) {
      throw HavreException.invalid("submodules lie too deep");
    }
    Repository repository = git.getRepository();
    try (SubmoduleWalk walk = SubmoduleWalk.forIndex(repository)) {
      while (walk.next()) {
        checkUrl(String.valueOf(walk.getRemoteUrl()));
      }
    } catch (ConfigInvalidException e) {
      throw new HavreException(ErrorKind.INVALID, ".gitmodules: " + e.getMessage(), e);
    }
    git.submoduleInit().call();
    git.submoduleUpdate().setTimeout(TIMEOUT_SECONDS).call();
    try (SubmoduleWalk walk = SubmoduleWalk.forIndex(repository)) {
      while (walk.next()) {
        try (Repository below = walk.getRepository()) {
          if (below != null) {
            submodules(Git.wrap(below), depth + 1);
          }
        }
      }
    }
  }

  /// Of submodules it is a file.
  private static void removeGit(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        for (Path part : folder.relativize(file)) {
          if (part.toString().equals(Constants.DOT_GIT)) {
            Files.delete(file);
            break;
          }
        }
      }
    }
  }
}
