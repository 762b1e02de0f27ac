package hydrophone.agent.collect;

import hydrophone.message.SampleProcess;

/**
 * A process on its way into a message, with what decides whether and where it stands in it.
 *
 * @param uid user number, for the rule about system users
 * @param user login name
 * @param job Slurm's or the process group's
 * @param slurm whose number {@code job} is
 * @param memPercent share of the machine's memory, at most 99.9
 * @param process as it will be written
 */
record ShownProcess(
        long uid, String user, long job, boolean slurm, double memPercent, SampleProcess process) {}
