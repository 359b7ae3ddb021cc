/// Image, distribution and runtime vocabulary.
@NullMarked
package havre.oci;

import org.jspecify.annotations.NullMarked;
