/// Load, save, import, tag, remove.
@NullMarked
package havre.images;

import org.jspecify.annotations.NullMarked;
