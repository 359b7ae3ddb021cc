package havre.api.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.context.BuildContext;
import havre.build.context.Download;
import havre.build.context.KeptContexts;
import havre.build.context.RemoteFiles;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.store.diff.Compression;
import havre.store.diff.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a build's files come from: the request's body, or an address that the client names.
final class RemoteContext implements AutoCloseable {
  private static final int MAX_DOCKERFILE = 16 * 1024 * 1024;
  private static final int BLOCK = 512;

  private final String address;
  private final Path scratch;
  private final KeptContexts kept;
  private @Nullable BuildContext context;
  private @Nullable String dockerfile;

  /// @param address empty for the request's body
  RemoteContext(String address, Path scratch, KeptContexts kept) {
    this.address = address;
    this.scratch = scratch;
    this.kept = kept;
  }

  /// @throws HavreException with Docker's text
  ///
  /// @param name of what is built
  BuildContext open(String name, InputStream body) throws IOException {
    BuildContext opened = address.isEmpty() ? kept.unpack(name, body) : remote();
    context = opened;
    return opened;
  }

  /// The Dockerfile where the address is one itself, or null.
  @Nullable String dockerfile() {
    return dockerfile;
  }

  private BuildContext remote() throws IOException {
    if (address.equals("client-session")) {
      throw HavreException.invalid(
          "builds with a session are served over gRPC alone, as docker buildx asks for them");
    }
    if (RemoteFiles.isRepository(address)) {
      return BuildContext.ofRepository(address, scratch);
    }
    if (!address.startsWith("http://") && !address.startsWith("https://")) {
      throw HavreException.invalid("remoteURL (" + address + ") could not be recognized as URL");
    }
    try (Download download = Download.open(address);
        var content = new BufferedInputStream(download.content())) {
      content.mark(BLOCK + 1);
      byte[] start = content.readNBytes(BLOCK);
      content.reset();
      if (start.length == 0) {
        throw new HavreException(
            ErrorKind.INTERNAL,
            "error detecting content type for remote " + address + ": empty response");
      }
      boolean archive =
          Compression.detect(start, start.length) != Compression.NONE
              || TarReader.looksLikeArchive(start);
      if (archive) {
        return BuildContext.unpack(content, scratch);
      }
      dockerfile = new String(content.readNBytes(MAX_DOCKERFILE), UTF_8);
      return BuildContext.empty(scratch);
    } catch (HavreException e) {
      throw new HavreException(
          e.kind(), "error downloading remote context " + address + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }
}
