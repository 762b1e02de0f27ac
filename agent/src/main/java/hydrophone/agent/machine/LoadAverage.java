package hydrophone.agent.machine;

/**
 * /proc/loadavg: three averages, then runnable / existing scheduling entities, then the last pid.
 */
public record LoadAverage(double one, double five, double fifteen, long runnable, long existing) {

    public static LoadAverage parse(Cursor in) throws MalformedFileException {
        double one = in.decimal();
        double five = in.decimal();
        double fifteen = in.decimal();
        long runnable = in.count();
        if (!in.skip("/")) throw in.malformed("expected runnable/existing entities");
        return new LoadAverage(one, five, fifteen, runnable, in.count());
    }
}
