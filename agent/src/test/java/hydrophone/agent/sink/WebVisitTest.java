package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.config.Destination.Web;
import hydrophone.agent.sink.Finding.Level;
import hydrophone.agent.sink.TestServer.Answer;
import hydrophone.testing.LocalBroker;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

final class WebVisitTest {
    @TempDir private static Path temp;
    private static Certificates certificates = new Certificates(Path.of(""));

    @BeforeAll
    static void make() throws Exception {
        certificates = new Certificates(temp);
        certificates.authority("ours");
        certificates.authority("theirs");
        certificates.server("good", "ours", "dns:localhost");
    }

    private static List<Finding> visit(Web web) throws InterruptedException {
        List<Finding> found = new ArrayList<>();
        new WebVisit(web, InstantSource.system(), found::add).look();
        return found;
    }

    /** As kprox does, which knows POST alone. */
    @Test
    void serverThatAnswers_isSentNothing() throws Exception {
        try (TestServer server = TestServer.plain(_ -> new Answer(403, ""))) {
            List<Finding> found = visit(Webs.web(server.at("/x")));
            assertEquals(1, found.size());
            assertEquals(Level.GOOD, found.getFirst().level());
            String text = found.getFirst().text();
            assertTrue(text.startsWith(server.at("/x") + " answers (403 to HEAD); "), text);
            assertEquals("HEAD", server.requests().getFirst().method());
            assertEquals(0, server.requests().getFirst().body().length);
            assertEquals("", server.requests().getFirst().header("Authorization"));
        }
    }

    @Test
    void certificate_isLookedAtToo() throws Exception {
        var identity = certificates.identity("good");
        try (TestServer server = TestServer.encrypted(identity, _ -> Answer.OK)) {
            URI to = server.at("/");
            List<Finding> found = visit(Webs.trusting(certificates.pem("ours"), to, true));
            assertEquals(Level.GOOD, found.getFirst().level());
            // It is one for two days.
            assertEquals(Level.WARNING, found.get(1).level());
            String text = found.get(1).text();
            assertTrue(text.startsWith("the certificate of localhost:"), text);
            assertTrue(text.contains(" ends 2"), text);

            found = visit(Webs.trusting(certificates.pem("theirs"), to, true));
            assertEquals(1, found.size());
            assertEquals(78, found.getFirst().exitStatus());
            assertTrue(found.getFirst().text().contains(" is of no CA that "), found.toString());
        }
    }

    @Test
    void nobody_isStatus69() throws Exception {
        URI to = URI.create("http://localhost:" + LocalBroker.freePort() + "/");
        List<Finding> found = visit(Webs.web(to));
        assertEquals(1, found.size());
        assertEquals(69, found.getFirst().exitStatus());
        assertTrue(found.getFirst().text().contains("cannot be reached"), found.toString());
    }
}
