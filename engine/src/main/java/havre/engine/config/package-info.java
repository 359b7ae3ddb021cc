/// From a request to a complete, checked configuration.
@NullMarked
package havre.engine.config;

import org.jspecify.annotations.NullMarked;
