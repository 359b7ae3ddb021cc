/// Builds that clients asked for, and what is told of them.
@NullMarked
package havre.buildkit.solve;

import org.jspecify.annotations.NullMarked;
