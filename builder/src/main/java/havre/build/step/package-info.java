/// The steps of a build and how each changes the image.
@NullMarked
package havre.build.step;

import org.jspecify.annotations.NullMarked;
