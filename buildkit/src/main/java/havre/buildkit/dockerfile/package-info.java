/// The frontend that builds Dockerfiles.
@NullMarked
package havre.buildkit.dockerfile;

import org.jspecify.annotations.NullMarked;
