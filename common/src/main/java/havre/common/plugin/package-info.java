/// Programs of others that do part of the engine's work: Docker's plugin protocol.
@NullMarked
package havre.common.plugin;

import org.jspecify.annotations.NullMarked;
