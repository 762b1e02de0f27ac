package hydrophone.agent.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class ScontrolTest {
    private static Scontrol.Jobs read(String output) throws IOException {
        return Scontrol.read(new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8)));
    }

    private static String job(long id, String name, String resources) {
        return "JobId="
                + id
                + " JobName="
                + name
                + " UserId=ec-anna(1003) JobState=RUNNING Reason=None"
                + " EligibleTime=2026-03-04T08:01:12 NumNodes=1 ReqB:S:C:T=0:0:*:* "
                + resources
                + " Socks/Node=* NtasksPerN:B:S:C=0:0:*:* Comment=x \n";
    }

    private static String held(long id, String name) {
        return job(id, name, "TRES=cpu=1")
                .replace("RUNNING", "PENDING")
                .replace("EligibleTime=2026-03-04T08:01:12", "EligibleTime=Unknown");
    }

    @Test
    void requestedResources() throws IOException {
        String output =
                job(7, "old", "TRES=cpu=1,mem=100M,node=1,billing=1")
                        + job(8, "new", "ReqTRES=cpu=2,gres/gpu=1 AllocTRES=cpu=4")
                        + job(9, "waits", "ReqTRES=cpu=3 AllocTRES=(null)")
                        + job(10, "none", "TRES=(null)")
                        + job(11, "none", "ReqTRES=(null) AllocTRES=")
                        + job(12, "same", "ReqTRES=cpu=3 AllocTRES=cpu=3");
        Map<Long, String> requested = read(output).requested();
        assertEquals(Map.of(8L, "cpu=2,gres/gpu=1", 9L, "cpu=3", 12L, "cpu=3"), requested);
        assertSame(requested.get(9L), requested.get(12L));
    }

    /** What scripts print that stand in for scontrol: lines of old Slurm, or the words needed. */
    @Test
    void recordedOutput_isReadAsSonarDoes() throws IOException {
        Scontrol.Jobs jobs =
                read(
                        job(7, "old", "TRES=cpu=1,mem=100M,node=1,billing=1")
                                + "JobId=8 ReqTRES=cpu=2 AllocTRES=cpu=4\n"
                                + "JobId=9 JobName=x AllocTRES=cpu=4 TRES=(null)\n"
                                + "JobId=10 TRES=cpu=3");
        assertEquals(
                Map.of(7L, "cpu=1,mem=100M,node=1,billing=1", 8L, "cpu=2", 10L, "cpu=3"),
                jobs.told());
        assertEquals(Map.of(), jobs.requested());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x JobId=8 ReqTRES=cpu=999 TRES=cpu=999",
                "x\nReqB:S:C:T=0 ReqTRES=cpu=999 AllocTRES= Socks/Node=*",
                "TRES=cpu=999 Socks/Node=",
                "(null)",
                "x\nJobId=nine TRES=cpu=999",
                " JobState=PENDING"
            })
    void aNameForgesNothing(String name) throws IOException {
        String forging = job(7, name, "ReqTRES=cpu=1 AllocTRES=cpu=1");
        Map<Long, String> requested =
                read(forging + job(8, "victim", "ReqTRES=cpu=2 AllocTRES=cpu=2")).requested();
        assertEquals("cpu=2", requested.get(8L));
        // With a newline in it, the line that bears the number is without resources.
        assertEquals(name.contains("\n") ? null : "cpu=1", requested.get(7L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x ReqB:S:C:T=0 ReqTRES=cpu=999 AllocTRES=x Socks/Node=*",
                "x ReqB:S:C:T=0 ReqTRES=cpu=999 AllocTRES= Socks/Node=*"
            })
    void whereTwoDifferNoneCounts(String name) throws IOException {
        assertEquals(Map.of(), read(job(7, name, "ReqTRES=cpu=1 AllocTRES=cpu=1")).requested());
        String forged =
                job(
                        7,
                        "x\nJobId=8 ReqB:S:C:T=0 ReqTRES=cpu=999 AllocTRES= Socks/Node=*",
                        "ReqTRES=cpu=1 AllocTRES=cpu=1");
        String victim = job(8, "victim", "ReqTRES=cpu=2 AllocTRES=cpu=2");
        assertEquals(Map.of(), read(forged + victim).requested());
        assertEquals(Map.of(), read(victim + forged + victim).requested());
    }

    @Test
    void jobsThatWaitWithoutAnEligibleTime() throws IOException {
        String output =
                job(7, "runs", "ReqTRES=cpu=1 AllocTRES=cpu=1")
                        + held(8, "held")
                        + held(9, "a\nname\nof lines");
        assertEquals(List.of(8L, 9L), read(output).ineligible());
        // Another job's number in a name hides nobody.
        output = held(8, "x\nJobId=9 JobName=y") + job(9, "runs", "ReqTRES=cpu=1 AllocTRES=cpu=1");
        assertEquals(List.of(8L, 9L), read(output).ineligible());
    }

    /** A comment of many numbers stands behind the state of its own job. */
    @Test
    void noCommentHidesAnothersJob_norANameItsOwn() throws IOException {
        String comment = held(7, "x").replace("Comment=x", "Comment=x" + "\nJobId=1 x".repeat(105));
        List<Long> found = read(comment + held(8, "victim")).ineligible();
        assertTrue(found.containsAll(List.of(7L, 8L)), found.toString());
        assertEquals(List.of(9L), read(held(9, "a JobState=b\nc")).ineligible());
        assertEquals(List.of(9L), read(held(9, "a JobState=b EligibleTime=c\nd")).ineligible());
    }

    @Test
    void jobsThatWaitForATime() throws IOException {
        String later =
                job(8, "later", "TRES=cpu=1")
                        .replace("RUNNING Reason=None", "PENDING Reason=BeginTime");
        String other = later.replace("BeginTime", "Priority").replace("JobId=8", "JobId=9");
        Scontrol.Jobs jobs = read(job(7, "runs", "TRES=cpu=1") + later + other);
        assertEquals(List.of(8L), jobs.later());
        assertEquals(List.of(), jobs.ineligible());
    }

    /** Before 23.02 a record has TRES= in that place, and ReqTRES= is somebody's own word. */
    @Test
    void whereSlurmWritesNone_noNameForgesRequestedResources() throws IOException {
        String chain = "ReqB:S:C:T=0 ReqTRES=cpu=777 AllocTRES=z Socks/Node=";
        String forged = job(7, "x " + chain, "TRES=cpu=1");
        String others = job(7, "x\nJobId=8 " + chain, "TRES=cpu=1");
        String victim = job(8, "victim", "TRES=cpu=2");
        assertEquals(Map.of(), read(forged).requested());
        assertEquals(Map.of(), read(others + victim).requested());
        assertEquals(Map.of(), read(victim + others).requested());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "No jobs in the system\n", "JobId=", "JobId=7", "JobId= TRES=", "\n\n"})
    void nothing(String output) throws IOException {
        assertEquals(new Scontrol.Jobs(Map.of(), Map.of(), List.of(), List.of()), read(output));
    }

    @Test
    void aLineOfManyMebibytesTakesNoOtherWithIt() throws IOException {
        String output =
                job(7, "a", "ReqTRES=cpu=1 AllocTRES=cpu=1")
                        + job(8, "b".repeat(5 << 20), "ReqTRES=cpu=1 AllocTRES=cpu=1")
                        + job(9, "c", "ReqTRES=cpu=1 AllocTRES=cpu=1").stripTrailing();
        assertEquals(Map.of(7L, "cpu=1", 9L, "cpu=1"), read(output).requested());
    }
}
