/// Layers on disk, and the writable directories of containers on top of them.
@NullMarked
package havre.store.snapshots;

import org.jspecify.annotations.NullMarked;
