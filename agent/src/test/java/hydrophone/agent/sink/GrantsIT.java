package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.kafka.KafkaSettings.Login;
import hydrophone.kafka.KafkaSettings.Mechanism;
import hydrophone.testing.SecuredBroker;
import hydrophone.testing.SharedSecuredBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Who may do what at the broker that the scripts in {@code deploy/kafka} have made: each thing is
 * tried, by Kafka's plain clients, in cluster a.no and in another.
 */
@ExtendWith(SharedSecuredBroker.class)
@ResourceLock(value = SharedSecuredBroker.CLUSTER, mode = ResourceAccessMode.READ)
final class GrantsIT {
    private static final List<String> OURS =
            List.of(
                    "a.no.sample",
                    "a.no.sysinfo",
                    "a.no.job",
                    "a.no.cluster",
                    "a.no.control.node",
                    "a.no.control.master");

    /** Another cluster's, and those whose names begin like ours: a grant is of whole names. */
    private static final List<String> THEIRS =
            List.of(
                    "b.no.sample",
                    "b.no.job",
                    "b.no.control.node",
                    "a.no.b.sample",
                    "a.no.sample.b",
                    "a.no.control.node.b");

    private static final String NOTHING = "- - - - - -";

    private final SecuredBroker broker;

    GrantsIT(SecuredBroker broker) {
        this.broker = broker;
    }

    /** Something lies in each topic, for whoever may read it. */
    @BeforeAll
    static void fill(SecuredBroker broker) throws Exception {
        try (Admin admin = broker.admin();
                Producer<String, String> producer = producer(broker, "admin")) {
            List<NewTopic> topics =
                    THEIRS.stream().map(t -> new NewTopic(t, 1, (short) 1)).toList();
            var _ = admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
            for (String topic : OURS) assertTrue(writes(producer, topic), topic);
            for (String topic : THEIRS) assertTrue(writes(producer, topic), topic);
        }
    }

    @AfterAll
    static void remove(SecuredBroker broker) throws Exception {
        try (Admin admin = broker.admin()) {
            var _ = admin.deleteTopics(THEIRS).all().get(30, TimeUnit.SECONDS);
        }
    }

    /** As Sonar's single user comes, and as ours do. */
    private static Map<String, Object> client(SecuredBroker broker, String user) {
        Mechanism mechanism = user.equals("a.no") ? Mechanism.PLAIN : Mechanism.SCRAM_SHA_512;
        return broker.settings(new Login(mechanism, user, broker.password(user))).client("grants");
    }

    private static Producer<String, String> producer(SecuredBroker broker, String user) {
        Map<String, Object> all = client(broker, user);
        // Or who may write nothing would fail before any topic is tried.
        all.put("enable.idempotence", false);
        all.put("max.block.ms", 20_000);
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    private Consumer<String, String> consumer(String user, Map<String, String> more) {
        Map<String, Object> all = client(broker, user);
        all.put("auto.offset.reset", "earliest");
        all.put("enable.auto.commit", false);
        all.put("allow.auto.create.topics", false);
        all.putAll(more);
        return new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
    }

    private static boolean writes(Producer<String, String> producer, String topic)
            throws InterruptedException {
        try {
            var _ = producer.send(new ProducerRecord<>(topic, "grants-test", "x")).get();
            return true;
        } catch (ExecutionException e) {
            assertInstanceOf(TopicAuthorizationException.class, e.getCause(), topic);
            return false;
        }
    }

    private static boolean reads(Consumer<String, String> consumer, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
        try {
            for (int i = 0; i < 100; i++) {
                if (!consumer.poll(Duration.ofMillis(200)).isEmpty()) return true;
            }
        } catch (TopicAuthorizationException e) {
            return false;
        }
        throw new AssertionError(topic + ": neither a record nor a refusal");
    }

    /** A word for each topic: w = may be written, r = may be read. */
    private String rights(String user, List<String> topics) throws InterruptedException {
        try (Producer<String, String> producer = producer(broker, user);
                Consumer<String, String> consumer = consumer(user, Map.of())) {
            StringBuilder rights = new StringBuilder();
            for (String topic : topics) {
                String of =
                        (writes(producer, topic) ? "w" : "") + (reads(consumer, topic) ? "r" : "");
                rights.append(of.isEmpty() ? "-" : of).append(' ');
            }
            return rights.toString().strip();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.no.node,     w w w w r -",
        "a.no.master,   w w w w - r",
        "a.no.ingest,   r r r r - -",
        "a.no.operator, - - - - w w",
        "a.no,          w w w w r r"
    })
    void eachDoesItsPartInItsCluster_andNothingElsewhere(String user, String rights)
            throws InterruptedException {
        assertEquals(rights, rights(user, OURS));
        assertEquals(NOTHING, rights(user, THEIRS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.no.node", "a.no.master", "a.no.ingest", "a.no.operator", "a.no"})
    void nobodyChangesTheBroker(String user) throws Exception {
        try (Admin admin = Admin.create(client(broker, user));
                Producer<String, String> producer = producer(broker, user)) {
            denied(admin.createTopics(List.of(new NewTopic("a.no.new", 1, (short) 1))).all());
            denied(admin.deleteTopics(List.of("a.no.sample")).all());
            denied(admin.createAcls(List.of(everything(user))).all());
            denied(admin.describeAcls(AclBindingFilter.ANY).values());
            denied(admin.alterUserScramCredentials(List.of(password())).all());
            // Nor by the back door of a broker that makes topics.
            assertEquals(false, writes(producer, "a.no.new"));
            String seen =
                    admin.listTopics().names().get(30, TimeUnit.SECONDS).stream()
                            .filter(t -> !OURS.contains(t))
                            .collect(Collectors.joining(" "));
            assertEquals("", seen, "topics of others");
        }
    }

    private static void denied(KafkaFuture<?> answer) {
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
        assertInstanceOf(AuthorizationException.class, e.getCause());
    }

    private static AclBinding everything(String user) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
                new AccessControlEntry(
                        "User:" + user, "*", AclOperation.ALL, AclPermissionType.ALLOW));
    }

    private static UserScramCredentialUpsertion password() {
        return new UserScramCredentialUpsertion(
                "a.no.ingest",
                new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                "another");
    }

    @Test
    void ingestCommitsInItsOwnGroupOnly_andNobodyElseInIt() {
        commits("a.no.ingest", "ingest-a.no");
        for (String[] each :
                new String[][] {
                    {"a.no.ingest", "ingest-a.no.b"},
                    {"a.no.node", "ingest-a.no"},
                    {"a.no.operator", "ingest-a.no"}
                }) {
            assertThrows(
                    AuthorizationException.class,
                    () -> commits(each[0], each[1]),
                    String.join(" in ", each));
        }
    }

    private void commits(String user, String group) {
        try (Consumer<String, String> consumer = consumer(user, Map.of("group.id", group))) {
            TopicPartition partition = new TopicPartition("a.no.sample", 0);
            consumer.assign(List.of(partition));
            consumer.commitSync(
                    Map.of(partition, new OffsetAndMetadata(0)), Duration.ofSeconds(30));
        }
    }
}
