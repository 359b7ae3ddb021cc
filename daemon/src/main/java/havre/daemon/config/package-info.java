/// The daemon's options: flags, the configuration file, and what both come to.
@NullMarked
package havre.daemon.config;

import org.jspecify.annotations.NullMarked;
