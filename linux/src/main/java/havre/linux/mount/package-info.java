/// Mounts: the descriptor-based calls, the old ones where a kernel needs them, overlays.
@NullMarked
package havre.linux.mount;

import org.jspecify.annotations.NullMarked;
