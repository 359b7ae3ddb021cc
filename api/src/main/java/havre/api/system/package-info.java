/// The engine as a whole over the API: ping, version, info, events, disk usage.
@NullMarked
package havre.api.system;

import org.jspecify.annotations.NullMarked;
