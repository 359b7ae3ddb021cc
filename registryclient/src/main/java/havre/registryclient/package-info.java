/// Talks to registries (OCI distribution specification): manifests, blobs, tokens.
@NullMarked
package havre.registryclient;

import org.jspecify.annotations.NullMarked;
