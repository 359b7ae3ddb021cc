/// Numbers of the engine and its containers, for Prometheus.
@NullMarked
package havre.daemon.metrics;

import org.jspecify.annotations.NullMarked;
