/// Devices as their vendors describe them, in the files of the Container Device Interface.
@NullMarked
package havre.engine.cdi;

import org.jspecify.annotations.NullMarked;
