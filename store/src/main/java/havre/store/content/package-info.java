/// Blobs by their digest.
@NullMarked
package havre.store.content;

import org.jspecify.annotations.NullMarked;
