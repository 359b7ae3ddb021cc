package havre.buildkit.dockerfile;

import havre.build.context.BuildContext;
import havre.common.HavreException;
import havre.images.Image;
import havre.images.Images;
import havre.images.ImportRequest;
import havre.images.Progress;
import havre.linux.Fd;
import havre.linux.fs.OpenHow;
import havre.store.diff.ArchivePipe;
import havre.store.diff.TreeArchive;
import java.io.IOException;
import java.util.List;

/// Makes images of folders, since what a Dockerfile copies from is an image.
record FolderImages(Images images) {
  Image make(BuildContext folder) throws IOException {
    try (Fd directory = folder.files().root().open("/", OpenHow.DIRECTORY);
        ArchivePipe archive = ArchivePipe.from(out -> TreeArchive.writeContent(directory, out))) {
      var request = new ImportRequest(null, "", List.of(), null, "-");
      return images.importImage(request, archive, Progress.none());
    }
  }

  void remove(Image image) {
    try {
      images.remove(image.id().toString(), false, true);
    } catch (HavreException _) {
      // The build's image is its child, or somebody has named it.
    }
  }
}
