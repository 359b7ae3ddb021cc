/// The commands on images.
@NullMarked
package havre.cli.image;

import org.jspecify.annotations.NullMarked;
