/// The log of a container: Docker's json-file format, its rotation and its readers.
@NullMarked
package havre.runtime.log;

import org.jspecify.annotations.NullMarked;
