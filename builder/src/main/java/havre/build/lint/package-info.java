/// Checks of Dockerfiles: what works, and is better written otherwise.
@NullMarked
package havre.build.lint;

import org.jspecify.annotations.NullMarked;
