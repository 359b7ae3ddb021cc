/// BuildKit's control service.
@NullMarked
package havre.buildkit.control;

import org.jspecify.annotations.NullMarked;
