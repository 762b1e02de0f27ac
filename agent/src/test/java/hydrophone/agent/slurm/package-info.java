@NullMarked
package hydrophone.agent.slurm;

import org.jspecify.annotations.NullMarked;
