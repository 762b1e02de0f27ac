/**
 * The whole pipeline on one machine: broker, agent and ingest as child processes, started from the
 * same launchers that users type.
 */
@NullMarked
package hydrophone.deploy.demo;

import org.jspecify.annotations.NullMarked;
