package havre.buildkit.export;

import havre.common.HavreException;
import havre.images.Image;
import havre.images.ImageForm;
import havre.images.Publication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What a build came to.
///
/// @param images by the names of their platforms
/// @param several whether the client asked for several platforms
public record BuiltImages(SequencedMap<String, Image> images, boolean several) {
  public BuiltImages {
    images = new LinkedHashMap<>(images);
  }

  /// The one image there is.
  ///
  /// @throws HavreException INVALID where there are several
  Image only() {
    if (several) {
      throw HavreException.invalid(
          "docker exporter does not currently support exporting manifest lists");
    }
    return images.firstEntry().getValue();
  }

  Publication publication(ImageForm form) {
    if (form.annotations().needIndex() && !several) {
      throw HavreException.invalid("index annotations not supported for single platform export");
    }
    List<Image> all = new ArrayList<>(images.values());
    return new Publication(all, several, form);
  }
}
