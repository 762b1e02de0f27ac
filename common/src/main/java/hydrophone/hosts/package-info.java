/** Slurm's folded node lists, both ways. */
@NullMarked
package hydrophone.hosts;

import org.jspecify.annotations.NullMarked;
