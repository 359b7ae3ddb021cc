/// The Dockerfile language: instructions, words, variables.
@NullMarked
package havre.build.dockerfile;

import org.jspecify.annotations.NullMarked;
