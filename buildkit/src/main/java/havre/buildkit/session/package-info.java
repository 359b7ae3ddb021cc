/// A client's session: the services that it offers us while it builds.
@NullMarked
package havre.buildkit.session;

import org.jspecify.annotations.NullMarked;
