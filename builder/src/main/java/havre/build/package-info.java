/// Builds images: what a build is asked for, its stages, and the order of its steps.
@NullMarked
package havre.build;

import org.jspecify.annotations.NullMarked;
