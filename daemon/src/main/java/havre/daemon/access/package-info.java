/// Who may call the API, and the record of who did.
@NullMarked
package havre.daemon.access;

import org.jspecify.annotations.NullMarked;
