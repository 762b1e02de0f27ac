package hydrophone.agent.spool;

import static hydrophone.message.MessageType.JOB;
import static hydrophone.message.MessageType.SAMPLE;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.sink.KafkaSink;
import hydrophone.testing.RecordingLogger;
import hydrophone.testing.SecuredBroker;
import hydrophone.testing.SharedSecuredBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Nobody restarts ten thousand agents for a mistake at the broker. */
@ExtendWith(SharedSecuredBroker.class)
@ResourceLock(SharedSecuredBroker.CLUSTER)
final class RefusedLoginIT {
    private static final String NODE = "a.no.node";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SecuredBroker broker;
    private final RecordingLogger log = new RecordingLogger();

    @TempDir Path dir = Path.of("");

    RefusedLoginIT(SecuredBroker broker) {
        this.broker = broker;
    }

    private Sending sending(Spools spools) {
        KafkaSink sink = new KafkaSink(broker.settings(NODE), "a.no/n1", "gzip");
        return new Sending(spools.spool(), sink, Duration.ZERO, 8 << 20, log);
    }

    @Test
    void passwordChangedAtTheBroker_isTriedSlowly_andWorksAgainByItself() throws Exception {
        try (Spools spools = new Spools(dir, "a.no");
                Sending sending = sending(spools)) {
            int before = failures();
            password("another one");
            try {
                spools.put(SAMPLE, 0, 2);
                spools.put(JOB, 0, 2);
                long start = System.nanoTime();
                sending.drain().start();
                await().atMost(PATIENCE).until(() -> failures() - before >= 4);
                long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
                assertTrue(seconds >= 3, "four tries in " + seconds + " s");
                assertEquals(0, sending.sent());
                assertEquals(1, log.lines.size(), log.lines.toString());
            } finally {
                password(broker.password(NODE));
            }
            await().atMost(PATIENCE).until(() -> sending.sent() == 4);
        }
    }

    @Test
    void grantTakenAway_andGivenBack() throws Exception {
        List<AclBinding> grants = List.of(grant(AclOperation.WRITE), grant(AclOperation.DESCRIBE));
        try (Spools spools = new Spools(dir, "a.no");
                Sending sending = sending(spools);
                Admin admin = broker.admin()) {
            sending.drain().start();
            spools.put(SAMPLE, 0, 1);
            await().atMost(PATIENCE).until(() -> sending.sent() == 1);
            var _ =
                    admin.deleteAcls(grants.stream().map(AclBinding::toFilter).toList())
                            .all()
                            .get(30, TimeUnit.SECONDS);
            spools.put(SAMPLE, 1, 2);
            spools.put(JOB, 0, 1);
            await().atMost(PATIENCE).until(() -> sending.sent() == 2);
            await().atMost(PATIENCE)
                    .until(() -> log.lines.toString().contains("may not write topic a.no.sample"));
            var _ = admin.createAcls(grants).all().get(30, TimeUnit.SECONDS);
            await().atMost(PATIENCE).until(() -> sending.sent() == 3);
        }
    }

    private static AclBinding grant(AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "a.no.sample", PatternType.LITERAL),
                new AccessControlEntry("User:" + NODE, "*", operation, AclPermissionType.ALLOW));
    }

    /** How often the broker has refused somebody, as it says itself. */
    private int failures() {
        return broker.said().split("Failed authentication", -1).length - 1;
    }

    private void password(String password) throws Exception {
        ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
        try (Admin admin = broker.admin()) {
            var _ =
                    admin.alterUserScramCredentials(
                                    List.of(
                                            new UserScramCredentialUpsertion(
                                                    NODE, scram, password)))
                            .all()
                            .get(30, TimeUnit.SECONDS);
        }
    }
}
