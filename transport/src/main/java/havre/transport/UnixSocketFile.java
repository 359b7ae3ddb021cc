package havre.transport;

import havre.common.ErrorKind;
import havre.common.HavreException;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The file of a listening unix socket. The socket is made in a folder that only we can enter, gets
/// its mode and group there, and is then renamed to its place: at no time can somebody connect who
/// may not, and a dead socket in its place is replaced in one step.
final class UnixSocketFile {
  private static final System.Logger LOG = System.getLogger(UnixSocketFile.class.getName());
  private static final String MODE = "rw-rw----";

  private final Path path;
  private final @Nullable String group;
  private @Nullable Object identity;

  UnixSocketFile(Path path, @Nullable String group) {
    this.path = path.toAbsolutePath();
    this.group = group;
  }

  /// Lets `bind` open the socket and puts it into its place.
  <T> T publish(Function<DomainSocketAddress, T> bind) {
    Path folder = path.getParent();
    if (folder == null) {
      throw HavreException.invalid("listen on " + path + ": not a place for a socket");
    }
    try {
      Files.createDirectories(folder);
      refuseIfServed();
      Path workshop =
          Files.createTempDirectory(
              folder,
              ".s",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path made = workshop.resolve("s");
      try {
        T bound = bind.apply(new DomainSocketAddress(made.toString()));
        giveTo(made);
        identity = Files.readAttributes(made, "unix:ino,dev").toString();
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
        return bound;
      } finally {
        Files.deleteIfExists(made);
        Files.delete(workshop);
      }
    } catch (IOException e) {
      throw new HavreException(
          ErrorKind.UNAVAILABLE, "listen on unix://" + path + ": " + reasonOf(e), e);
    }
  }

  private static String reasonOf(IOException failure) {
    return failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }

  /// A socket that answers, or a file that is no socket, is not ours to replace.
  private void refuseIfServed() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var attributes =
        Files.readAttributes(
            path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw HavreException.conflict("listen on unix://" + path + ": there is a file of that name");
    }
    try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException _) {
      return; // nobody listens: a leftover
    }
    throw HavreException.conflict(
        "listen on unix://" + path + ": another daemon is listening there");
  }

  private void giveTo(Path made) throws IOException {
    if (group != null && !group.isEmpty()) {
      var view =
          Files.getFileAttributeView(made, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      try {
        if (group.chars().allMatch(Character::isDigit)) {
          Files.setAttribute(made, "unix:gid", Integer.parseInt(group), LinkOption.NOFOLLOW_LINKS);
        } else {
          view.setGroup(
              made.getFileSystem()
                  .getUserPrincipalLookupService()
                  .lookupPrincipalByGroupName(group));
        }
      } catch (java.nio.file.attribute.UserPrincipalNotFoundException _) {
        LOG.log(System.Logger.Level.WARNING, "group {0} not found, socket stays with ours", group);
      }
    }
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(MODE));
  }

  /// Removes the file, if it still is the one we made.
  void remove() {
    try {
      if (Files.readAttributes(path, "unix:ino,dev").toString().equals(identity)) {
        Files.delete(path);
      }
    } catch (NoSuchFileException _) {
      // gone already, as wanted
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "remove " + path, e);
    }
  }
}
