/// Layer archives: tar to directory and back, byte for byte.
@NullMarked
package havre.store.diff;

import org.jspecify.annotations.NullMarked;
