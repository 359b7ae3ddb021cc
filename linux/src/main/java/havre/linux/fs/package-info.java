/// Files, mounts and everything that has a path, resolved by the kernel.
@NullMarked
package havre.linux.fs;

import org.jspecify.annotations.NullMarked;
