package hydrophone.agent.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.agent.machine.Program;
import hydrophone.agent.slurm.SacctQuery.States;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class CommandLinesTest {
    private static final Duration TIME = Duration.ofMinutes(3);
    private static final String FINAL =
            "BOOT_FAIL,CANCELLED,COMPLETED,DEADLINE,FAILED,NODE_FAIL,OUT_OF_MEMORY,PREEMPTED,"
                    + "REQUEUED,RESIZING,REVOKED,TIMEOUT";
    private static final String COLUMNS =
            "JobID,JobIDRaw,User,Account,State,Start,End,AveCPU,AveDiskRead,AveDiskWrite,AveRSS,"
                    + "AveVMSize,ElapsedRaw,ExitCode,Layout,MaxRSS,MaxVMSize,MinCPU,ReqCPUS,ReqMem,"
                    + "ReqNodes,Reservation,Submit,Suspended,SystemCPU,TimelimitRaw,UserCPU,"
                    + "NodeList,Partition,AllocTRES,Priority,ReqTRES,JobName";

    private static Program sacct(boolean uncompleted, States states) {
        var query = new SacctQuery("now-90minutes", "now", uncompleted, states);
        return Sacct.program("/usr/bin/sacct", query, "~", TIME);
    }

    private static String states(boolean uncompleted, States states) {
        List<String> command = sacct(uncompleted, states).command();
        return command.get(command.indexOf("-s") + 1);
    }

    @Test
    void sacct() {
        Program program = sacct(false, States.ALL);
        String line =
                "/usr/bin/sacct -aD --parsable --noheader --delimiter=~ -s "
                        + FINAL
                        + " -S now-90minutes -E now -o "
                        + COLUMNS;
        assertEquals(line, String.join(" ", program.command()));
        assertEquals(Map.of("LC_ALL", "C", "SLURM_TIME_FORMAT", "%s%z"), program.environment());
        assertEquals(TIME, program.timeout());
        assertEquals(Sacct.MAX_BYTES, program.maxBytes());
    }

    @Test
    void sacctOfIds() {
        Program program = Sacct.ofIds("sacct", List.of(7L, 1467073L), "~", TIME);
        assertEquals(
                "sacct -aD --parsable --noheader --delimiter=~ -j 7,1467073 -o " + COLUMNS,
                String.join(" ", program.command()));
    }

    @Test
    void statesThatAreAskedFor() {
        assertEquals(FINAL, states(false, States.ALL));
        assertEquals(FINAL + ",PENDING,RUNNING,SUSPENDED", states(true, States.ALL));
        String sonar = "CANCELLED,COMPLETED,DEADLINE,FAILED,OUT_OF_MEMORY,TIMEOUT";
        assertEquals(sonar, states(false, States.SONAR));
        assertEquals(sonar + ",PENDING,RUNNING", states(true, States.SONAR));
    }

    @Test
    void scontrolAndSinfo() {
        Program scontrol = Scontrol.program("scontrol", TIME);
        assertEquals(List.of("scontrol", "-a", "-o", "show", "job"), scontrol.command());
        assertEquals(
                List.of("sinfo", "-h", "-a", "-O", "Partition:|,NodeList:|"),
                Sinfo.partitions("sinfo", TIME).command());
        assertEquals(
                List.of("sinfo", "-h", "-a", "-e", "-O", "NodeList:|,StateComplete:|"),
                Sinfo.nodes("sinfo", TIME).command());
        for (Program each : List.of(scontrol, Sinfo.nodes("sinfo", TIME))) {
            assertEquals(Map.of("LC_ALL", "C", "SLURM_TIME_FORMAT", ""), each.environment());
        }
    }
}
