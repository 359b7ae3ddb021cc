/// The files that a build may use.
@NullMarked
package havre.build.context;

import org.jspecify.annotations.NullMarked;
