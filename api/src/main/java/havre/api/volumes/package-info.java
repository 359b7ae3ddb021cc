/// Volumes over the API.
@NullMarked
package havre.api.volumes;

import org.jspecify.annotations.NullMarked;
