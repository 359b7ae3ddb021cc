/// Names of images.
@NullMarked
package havre.oci.reference;

import org.jspecify.annotations.NullMarked;
