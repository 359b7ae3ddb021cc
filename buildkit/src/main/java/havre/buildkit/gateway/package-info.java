/// What a client that drives a build itself may ask of it.
@NullMarked
package havre.buildkit.gateway;

import org.jspecify.annotations.NullMarked;
