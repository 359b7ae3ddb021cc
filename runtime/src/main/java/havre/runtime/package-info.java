/// One container: configuration to holder steps.
@NullMarked
package havre.runtime;

import org.jspecify.annotations.NullMarked;
