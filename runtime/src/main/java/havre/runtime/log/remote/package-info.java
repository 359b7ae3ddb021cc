/// Logs that are sent elsewhere as well: syslog, GELF, fluentd.
@NullMarked
package havre.runtime.log.remote;

import org.jspecify.annotations.NullMarked;
