/// Building images.
@NullMarked
package havre.cli.build;

import org.jspecify.annotations.NullMarked;
