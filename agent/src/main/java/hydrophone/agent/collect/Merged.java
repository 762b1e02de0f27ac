package hydrophone.agent.collect;

import hydrophone.message.SampleProcess;

/**
 * Several processes that a message shows as one.
 *
 * @param uid user number, for the rule about system users
 * @param job Slurm's
 * @param firstPid of one of them, by which the user's name can be found
 * @param memPercent share of the machine's memory, at most 99.9
 * @param process as it will be written
 */
record Merged(long uid, long job, int firstPid, double memPercent, SampleProcess process) {}
