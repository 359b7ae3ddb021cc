/// Whose images may be pulled: policies and signatures.
@NullMarked
package havre.images.trust;

import org.jspecify.annotations.NullMarked;
