/// Named volumes and binds.
@NullMarked
package havre.volumes;

import org.jspecify.annotations.NullMarked;
