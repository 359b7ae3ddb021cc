/// Content, snapshots, layer diffs, metadata.
@NullMarked
package havre.store;

import org.jspecify.annotations.NullMarked;
