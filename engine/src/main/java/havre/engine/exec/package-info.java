/// Further processes in running containers.
@NullMarked
package havre.engine.exec;

import org.jspecify.annotations.NullMarked;
