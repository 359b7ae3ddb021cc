/// What a container is to its users: what they ask for, what they see, and the verbs.
@NullMarked
package havre.engine.container;

import org.jspecify.annotations.NullMarked;
