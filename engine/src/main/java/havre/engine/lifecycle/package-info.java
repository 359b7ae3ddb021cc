/// The life of containers: one file a verb, one owner a container.
@NullMarked
package havre.engine.lifecycle;

import org.jspecify.annotations.NullMarked;
