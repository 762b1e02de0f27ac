package hydrophone.ingest.store;

/** Messages as text, for tests that look at few members. */
final class Json {
    private Json() {}

    /** A message with this head of attributes; {@code attrs} like {@code run=a,seq=1}. */
    static String message(String type, String time, String attrs, String rest) {
        StringBuilder pairs = new StringBuilder();
        for (String attr : attrs.split(",", -1)) {
            if (attr.isEmpty()) continue;
            String[] pair = attr.split("=", 2);
            pairs.append(pairs.isEmpty() ? "" : ",")
                    .append("{\"key\":\"%s\",\"value\":\"%s\"}".formatted(pair[0], pair[1]));
        }
        return """
        {"meta":{"producer":"hydrophone","version":"1.0.0","attrs":[%s]},"data":{"type":"%s","attributes":{
        "time":"%s","cluster":"fox.educloud.no",%s}}}\
        """
                .formatted(pairs, type, time, rest);
    }

    static String sample(String node, String time, String attrs, String jobs) {
        String rest = "\"node\":\"%s\",\"jobs\":[%s]".formatted(node, jobs);
        return message("sample", time, attrs, rest);
    }

    static String job(long id, String user, long epoch, String... processes) {
        return """
        {"job":%d,"user":"%s","epoch":%d,"processes":[%s]}\
        """
                .formatted(id, user, epoch, String.join(",", processes));
    }

    static String process(long pid, double util, long rss) {
        return """
        {"cmd":"work","pid":%d,"ppid":1,"cpu_util":%s,"resident_memory":%d,"num_threads":3}\
        """
                .formatted(pid, util, rss);
    }

    static String jobs(String time, String... jobs) {
        return message("job", time, "", "\"slurm_jobs\":[" + String.join(",", jobs) + "]");
    }
}
