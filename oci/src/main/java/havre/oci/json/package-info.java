/// The one JSON mapper of the project.
@NullMarked
package havre.oci.json;

import org.jspecify.annotations.NullMarked;
