package hydrophone.ingest.load;

/**
 * A job as the scheduler sees it; it may stand on several nodes.
 *
 * @param ends Unix seconds
 */
record JobPlan(long job, String user, long epoch, long ends) {}
