/// Networks over the API.
@NullMarked
package havre.api.networks;

import org.jspecify.annotations.NullMarked;
