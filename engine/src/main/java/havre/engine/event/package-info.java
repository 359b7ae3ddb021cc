/// What happened, told to whom it concerns.
@NullMarked
package havre.engine.event;

import org.jspecify.annotations.NullMarked;
