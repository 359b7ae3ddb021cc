package havre.store.diff;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.ExtendedAttributes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Gives an unpacked entry the owner, mode, attributes and times that the archive says.
final class EntryMetadata {
  private static final Logger LOG = System.getLogger(EntryMetadata.class.getName());
  private static final int MODE_BITS = 07777;
  private static final long MAX_ID = 0xFFFF_FFFEL;

  private EntryMetadata() {}

  static int mode(TarEntry entry) {
    return entry.mode() & MODE_BITS;
  }

  /// Of a file or directory by its descriptor. A change of owner clears the bits that set an
  /// identity, and capabilities, so the mode and the attributes come after it.
  static void apply(Fd fd, TarEntry entry) {
    checkIds(entry);
    Entries.changeOwner(fd, (int) entry.uid(), (int) entry.gid());
    Entries.changeMode(fd, mode(entry));
    for (var attribute : entry.xattrs().entrySet()) {
      if (isWanted(attribute.getKey())) {
        try {
          ExtendedAttributes.set(fd, attribute.getKey(), attribute.getValue());
        } catch (LinuxException e) {
          tolerate(e, entry, attribute.getKey());
        }
      }
    }
  }

  /// Of an entry by its name: a link, device or fifo.
  static void apply(Fd parent, String name, TarEntry entry) {
    checkIds(entry);
    Entries.changeOwner(parent, name, (int) entry.uid(), (int) entry.gid());
    if (entry.type() != TarEntry.SYMLINK) {
      Entries.changeMode(parent, name, mode(entry));
    }
    for (var attribute : entry.xattrs().entrySet()) {
      if (isWanted(attribute.getKey())) {
        try {
          ExtendedAttributes.set(parent, name, attribute.getKey(), attribute.getValue());
        } catch (LinuxException e) {
          tolerate(e, entry, attribute.getKey());
        }
      }
    }
  }

  static void applyTimes(Fd parent, String name, TarEntry entry) {
    Entries.setTimes(
        parent,
        name,
        entry.modifiedSeconds(),
        entry.modifiedNanos(),
        entry.modifiedSeconds(),
        entry.modifiedNanos());
  }

  /// Overlay's own attributes would let an archive steer where the kernel looks for lower files.
  private static boolean isWanted(String attribute) {
    return !attribute.startsWith("trusted.overlay.") && !attribute.startsWith("user.overlay.");
  }

  /// Not every file system has every kind of attribute; Docker goes on without it too.
  private static void tolerate(LinuxException e, TarEntry entry, String attribute) {
    if (!e.is(Errno.ENOTSUP) && !e.is(Errno.EPERM)) {
      throw e;
    }
    LOG.log(
        Level.DEBUG, "left out attribute {0} of {1}: {2}", attribute, entry.name(), e.getMessage());
  }

  private static void checkIds(TarEntry entry) {
    if (entry.uid() < 0 || entry.uid() > MAX_ID || entry.gid() < 0 || entry.gid() > MAX_ID) {
      throw new MalformedArchiveException(
          "archive entry \"%s\" has an invalid owner %d:%d"
              .formatted(entry.name(), entry.uid(), entry.gid()));
    }
  }
}
