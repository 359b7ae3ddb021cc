/// What an image is on the wire: configuration, manifest, index, platform, docker archive.
@NullMarked
package havre.oci.image;

import org.jspecify.annotations.NullMarked;
