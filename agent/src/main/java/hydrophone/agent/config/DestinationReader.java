package hydrophone.agent.config;

import hydrophone.agent.config.Destination.Directory;
import hydrophone.agent.config.Destination.Http;
import hydrophone.agent.config.Destination.Login;
import hydrophone.agent.config.Destination.Pace;
import hydrophone.agent.config.Destination.Stdout;
import hydrophone.agent.config.Destination.Web;
import hydrophone.agent.config.Problem.Kind;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The sections that say where messages go: at most one of [kafka], [http], [directory]. */
final class DestinationReader {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final ConfigReader config;
    private final Problems problems;
    private final String cluster;

    DestinationReader(ConfigReader config, Problems problems, String cluster) {
        this.config = config;
        this.problems = problems;
        this.cluster = cluster;
    }

    /** Standard output where what is asked for cannot be made; then a problem says why. */
    Destination read() {
        Section directory = config.section("directory");
        boolean toKafka = config.hasHeader("kafka");
        boolean toHttp = config.hasHeader("http");
        Optional<Path> folder = directory.path("data-directory");
        if (Stream.of(toKafka, toHttp, folder.isPresent()).filter(t -> t).count() > 1) {
            problems.add(
                    "",
                    Kind.ERROR,
                    "more than one data sink configured; keep one of [kafka], [http], [directory]");
        }
        Optional<Destination> kafka =
                new KafkaReader(config.section("kafka"), toKafka, cluster).read();
        Optional<Destination> http = http(config.section("http"), toHttp);
        if (toKafka) return kafka.orElseGet(Stdout::new);
        if (toHttp) return http.orElseGet(Stdout::new);
        if (folder.isPresent()) {
            forbidPrefix();
            return new Directory(folder.get());
        }
        return new Stdout();
    }

    /** Files are named after the type and the node alone. */
    private void forbidPrefix() {
        Section global = config.section("global");
        if (global.text("topic-prefix").filter(p -> !p.isEmpty()).isEmpty()) return;
        global.wrong("topic-prefix", "has no meaning with [directory]; leave it out");
    }

    private Optional<Destination> http(Section s, boolean present) {
        Optional<Web> web = web(s, "api-root");
        Optional<Login> login =
                Secrets.password(s, "upload-password", "upload-password-file")
                        .map(p -> new Login(cluster, p));
        Pace pace = pace(s);
        if (present && !s.has("api-root")) {
            s.wrong("api-root", "missing; add \"api-root = URL\" below [http]");
        }
        if (web.isPresent() && login.isPresent()) warnOfClearText(s, web.get());
        return web.map(w -> new Http(w, login, pace));
    }

    /** How to reach the server whose address stands under {@code key}; empty = it does not. */
    static Optional<Web> web(Section s, String key) {
        Optional<URI> endpoint =
                s.value("an address like https://host:8090/path", DestinationReader::url, key);
        Optional<URI> proxy = proxy(s);
        OptionalLong limit = s.volume("http-payload-limit");
        Optional<Path> ca = trusted(s);
        boolean verify = s.flag(true, "verify-hostname");
        return endpoint.map(e -> new Web(e, proxy, limit, ca, verify));
    }

    private static Optional<URI> proxy(Section s) {
        String[] keys = {"http-proxy", "rest-proxy"};
        if (s.text(keys).filter(String::isEmpty).isPresent()) return Optional.empty();
        return s.value("an address like http://host:3128, or \"\"", DestinationReader::url, keys);
    }

    static void warnOfClearText(Section s, Web web) {
        if ("https".equals(web.endpoint().getScheme())) return;
        s.warn("a password goes over the network in the clear; use an address with https://");
    }

    /** When to send, and how long is long. */
    static Pace pace(Section s) {
        Optional<Duration> patience = s.span("timeout");
        if (patience.isPresent()) {
            s.warn(
                    "timeout",
                    "is when a message that waits is worth a warning; none is dropped for it");
        }
        return new Pace(s.span("sending-window").orElse(WINDOW), patience.orElse(PATIENCE));
    }

    /** The file of certificates to trust, "" being none. */
    static Optional<Path> trusted(Section s) {
        return readable(s, "ca-file");
    }

    /** A PEM file that can be read, "" being none. */
    static Optional<Path> readable(Section s, String key) {
        Optional<String> file = s.text(key).filter(f -> !f.isEmpty());
        Optional<Path> path = file.flatMap(Section::parsePath);
        boolean usable =
                path.filter(p -> Files.isReadable(p) && Files.isRegularFile(p)).isPresent();
        if (file.isPresent() && !usable) {
            String cure = " cannot: see that it is there, and that this user may read it";
            s.wrong(key, "expected a PEM file that can be read; " + file.get() + cure);
        }
        return path;
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean plain = url.getRawQuery() == null && url.getRawFragment() == null;
            boolean open = url.getHost() != null && url.getRawUserInfo() == null;
            return web && plain && open ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
