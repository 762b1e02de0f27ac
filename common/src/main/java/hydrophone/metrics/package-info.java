/**
 * What a program that runs for months tells of itself over HTTP: figures for Prometheus, and
 * whether it is healthy and ready. Loaded only where an address to listen on is set.
 */
@NullMarked
package hydrophone.metrics;

import org.jspecify.annotations.NullMarked;
