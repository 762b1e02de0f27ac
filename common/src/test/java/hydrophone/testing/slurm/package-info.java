/**
 * A real Slurm as a witness for tests: what its own commands say in their JSON form, which the
 * agent never reads, and daemons that can be ended and started again. Only a cluster made for tests
 * ({@code SLURM_TESTBED} names its folder) is ever changed.
 */
@NullMarked
package hydrophone.testing.slurm;

import org.jspecify.annotations.NullMarked;
