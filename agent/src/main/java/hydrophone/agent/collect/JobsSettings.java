package hydrophone.agent.collect;

import hydrophone.agent.slurm.SacctQuery.States;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Which jobs are observed, and with which programs.
 *
 * @param sacct a path or a name; "" = not asked, as if it had nothing to say
 * @param scontrol likewise; without it requested resources are what sacct says
 * @param uncompleted pending, running and suspended jobs too
 * @param states which final states
 * @param batchSize records in one message at most
 */
public record JobsSettings(
        String sacct, String scontrol, boolean uncompleted, States states, OptionalInt batchSize) {
    public JobsSettings {
        Objects.requireNonNull(sacct, "sacct");
        Objects.requireNonNull(scontrol, "scontrol");
        Objects.requireNonNull(states, "states");
        Objects.requireNonNull(batchSize, "batchSize");
    }
}
