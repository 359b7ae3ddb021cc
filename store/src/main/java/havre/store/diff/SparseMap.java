package havre.store.diff;

import havre.store.diff.TarEntry.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the stored bytes of a sparse file go.
///
/// @param name the file's real name, where the format hides it
/// @param numbers offset, length, offset, length …
record SparseMap(@Nullable String name, long size, List<Long> numbers) {

  /// The runs, in order, without overlap, within the file, and as long as what is stored.
  List<Segment> checkedSegments(long stored) {
    var segments = new ArrayList<Segment>();
    long end = 0;
    long sum = 0;
    if (size < 0 || numbers.size() % 2 != 0) {
      throw malformed();
    }
    for (int i = 0; i < numbers.size(); i += 2) {
      long offset = numbers.get(i);
      long length = numbers.get(i + 1);
      if (offset < end || length < 0 || offset > size || length > size - offset) {
        throw malformed();
      }
      end = offset + length;
      sum += length;
      if (length > 0) {
        segments.add(new Segment(offset, length));
      }
    }
    if (sum != stored) {
      throw malformed();
    }
    return List.copyOf(segments);
  }

  static MalformedArchiveException malformed() {
    return new MalformedArchiveException("archive/tar: invalid sparse file");
  }
}
