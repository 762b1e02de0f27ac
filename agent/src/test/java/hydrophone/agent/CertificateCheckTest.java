package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.config.CertificateFile;
import hydrophone.agent.config.CertificateFile.Use;
import hydrophone.agent.sink.Certificates;
import hydrophone.agent.sink.Finding;
import hydrophone.agent.sink.Finding.Level;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

final class CertificateCheckTest {
    @TempDir private static Path temp;
    private static Path shortly = Path.of("");
    private static Path both = Path.of("");

    /** Good for three days, and for a hundred. */
    @BeforeAll
    static void make() throws Exception {
        Certificates certificates = new Certificates(temp);
        certificates.authority("old");
        certificates.authority("new", 100);
        shortly = certificates.pem("old");
        both = certificates.pem("new", "old");
    }

    /** As many days after the certificates were made. */
    private static Finding look(int days, Use use, Path file) {
        Instant then = InstantSource.system().instant().plus(Duration.ofDays(days));
        return new CertificateCheck(then, Optional.empty())
                .look(new CertificateFile("a.cfg", 7, "kafka", use, file));
    }

    private static void check(Finding finding, Level level, String begin, String end) {
        assertEquals(level, finding.level(), finding.text());
        assertEquals(level == Level.WRONG ? 78 : 0, finding.exitStatus());
        assertTrue(finding.text().startsWith("a.cfg:7: kafka." + begin), finding.text());
        assertTrue(finding.text().endsWith(end), finding.text());
    }

    @Test
    void goodForLong_isGoodNews() throws Exception {
        Certificates certificates = new Certificates(temp);
        certificates.authority("long", 50);
        Path file = certificates.pem("long");
        check(look(0, Use.TRUSTED, file), Level.GOOD, "ca-file: " + file + " ends 2", " days");
        check(look(0, Use.SHOWN, file), Level.GOOD, "cert-file: " + file + " ends 2", " days");
    }

    @Test
    void endsWithinThirtyDays_isAWarning() {
        String begin = "ca-file: " + shortly + " ends 2";
        check(look(0, Use.TRUSTED, shortly), Level.WARNING, begin, " days; have it renewed");
        begin = "ca-file: " + both + " (2 certificates): CN=old ends 2";
        check(look(0, Use.TRUSTED, both), Level.WARNING, begin, " days; have it renewed");
    }

    @Test
    void hasEnded_isAnError() {
        String end = "; put a renewed one in its place";
        check(
                look(4, Use.TRUSTED, shortly),
                Level.WRONG,
                "ca-file: " + shortly + " has ended",
                end);
        check(look(-9, Use.SHOWN, shortly), Level.WRONG, "cert-file: " + shortly + " is good", end);
        // A chain is no better than its weakest.
        String weakest = "cert-file: " + both + " (2 certificates): CN=old has ended ";
        check(look(4, Use.SHOWN, both), Level.WRONG, weakest, end);
        check(look(101, Use.TRUSTED, both), Level.WRONG, "ca-file: ", end);
    }

    @Test
    void oldCaBesideItsSuccessor_isAWarning() {
        String begin = "ca-file: " + both + " (2 certificates): CN=old has ended ";
        check(look(4, Use.TRUSTED, both), Level.WARNING, begin, "its like any more");
    }

    @Test
    void fileWithoutACertificate_isAnError() throws Exception {
        Path file = Files.writeString(temp.resolve("none.pem"), "none");
        check(
                look(0, Use.TRUSTED, file),
                Level.WRONG,
                "ca-file: " + file + " holds no PEM certificate",
                "BEGIN CERTIFICATE");
    }
}
