/**
 * Processes: what the kernel says of each, which job each belongs to, and what CPU time it spent.
 * Parsers take bytes and are pure; {@link hydrophone.agent.process.ProcessScan} reads.
 */
@NullMarked
package hydrophone.agent.process;

import org.jspecify.annotations.NullMarked;
