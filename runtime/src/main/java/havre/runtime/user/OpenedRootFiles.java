package havre.runtime.user;

import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.io.Io;
import org.jspecify.annotations.Nullable;

/// Files below an opened root. A file is looked at before it is opened for reading, so that a pipe
/// or device that an image puts in its place is neither waited for nor touched.
public record OpenedRootFiles(Root root) implements RootFiles {

  @Override
  public byte @Nullable [] read(String path, int limit) {
    try (Fd place = root.open(path, OpenHow.PATH)) {
      FileStatus status = FileStatus.of(place);
      if (!status.isRegular()) {
        return null;
      }
      try (Fd file = Open.again(place, OpenHow.READ)) {
        return Io.readFully(file, limit);
      }
    } catch (LinuxException e) {
      if (e.is(Errno.EFBIG)) {
        throw HavreException.invalid(
            "read " + path + " of the container: it is larger than " + limit + " bytes");
      }
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
        return null;
      }
      throw HavreException.internal("read " + path + " of the container: " + e.getMessage(), e);
    }
  }
}
