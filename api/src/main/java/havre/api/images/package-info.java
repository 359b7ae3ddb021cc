/// Images over the API.
@NullMarked
package havre.api.images;

import org.jspecify.annotations.NullMarked;
