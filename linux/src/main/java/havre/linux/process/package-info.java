/// Processes: starting, signalling, waiting, namespaces; what the kernel tells of the host.
@NullMarked
package havre.linux.process;

import org.jspecify.annotations.NullMarked;
