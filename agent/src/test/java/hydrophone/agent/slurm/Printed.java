package hydrophone.agent.slurm;

import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;

/** An ordinary record of sacct, some columns of which are changed. */
final class Printed {
    private final Map<SacctColumn, String> columns = new EnumMap<>(SacctColumn.class);

    Printed() {
        for (SacctColumn column : SacctColumn.ALL) columns.put(column, "");
        with(SacctColumn.JOB_ID, "7").with(SacctColumn.JOB_ID_RAW, "7");
        with(SacctColumn.USER, "ec-anna").with(SacctColumn.STATE, "COMPLETED");
        with(SacctColumn.SUBMIT, "2026-03-04T08:01:12").with(SacctColumn.JOB_NAME, "relax");
        with(SacctColumn.START, "2026-03-04T08:02:40").with(SacctColumn.END, "2026-03-04T10:11:02");
    }

    Printed with(SacctColumn column, String text) {
        columns.put(column, text);
        return this;
    }

    /** In our form. */
    String ours() {
        var record = new StringBuilder();
        for (SacctColumn column : SacctColumn.ALL) {
            record.append(columns.get(column)).append(Snapshot.DELIMITER);
        }
        return record.append('\n').toString();
    }

    /** In Sonar's form. */
    String bars() {
        var line = new StringJoiner("|", "", "\n");
        for (SacctColumn column : SacctColumn.ALL) {
            if (column != SacctColumn.REQ_TRES) line.add(columns.get(column));
        }
        return line.toString();
    }
}
