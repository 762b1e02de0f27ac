/**
 * What Slurm's commands are asked and how their answers are read. Pure: nothing here starts a
 * program or looks at a clock.
 */
@NullMarked
package hydrophone.agent.slurm;

import org.jspecify.annotations.NullMarked;
