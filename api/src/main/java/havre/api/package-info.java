/// The Docker Engine REST API: routes, wire shapes of each version, error mapping, streams. Each
/// area (containers, images, …) has a package below this one with a [Routes] of its own.
@NullMarked
package havre.api;

import org.jspecify.annotations.NullMarked;
