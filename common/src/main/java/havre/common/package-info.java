/// Ids, digests, error kinds.
@NullMarked
package havre.common;

import org.jspecify.annotations.NullMarked;
