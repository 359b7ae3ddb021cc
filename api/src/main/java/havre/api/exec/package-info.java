/// Further processes in containers over the API.
@NullMarked
package havre.api.exec;

import org.jspecify.annotations.NullMarked;
