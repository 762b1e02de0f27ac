package hydrophone.kafka;

/** What settings are called where the reader of a message can change them. */
public enum Vocabulary {
    /** The section [kafka] of an agent's configuration. */
    AGENT(
            "ca-file",
            "\"ca-file = FILE.pem\", or \"tls = true\" if Java trusts the broker's CA",
            "ca-file, cert-file and tls",
            "\"verify-hostname = false\"",
            "\"sasl-password-file = FILE\" with sasl-mechanism and sasl-user",
            "sasl-user and sasl-password-file",
            "\"sasl-mechanism = %s\"",
            "cert-file and key-file"),
    /** A file of Kafka's own client properties. */
    KAFKA(
            "ssl.truststore.location",
            "\"security.protocol=SSL\" (SASL_SSL with a login), \"ssl.truststore.type=PEM\" and"
                    + " \"ssl.truststore.location=FILE.pem\"",
            "SSL from security.protocol",
            "\"ssl.endpoint.identification.algorithm=\"",
            "\"security.protocol=SASL_SSL\", sasl.mechanism and sasl.jaas.config",
            "sasl.jaas.config",
            "\"sasl.mechanism=%s\"",
            "ssl.keystore.location");

    private final String caFile;
    private final String withTls;
    private final String tls;
    private final String anyHost;
    private final String withLogin;
    private final String login;
    private final String mechanism;
    private final String certificate;

    Vocabulary(
            String caFile,
            String withTls,
            String tls,
            String anyHost,
            String withLogin,
            String login,
            String mechanism,
            String certificate) {
        this.caFile = caFile;
        this.withTls = withTls;
        this.tls = tls;
        this.anyHost = anyHost;
        this.withLogin = withLogin;
        this.login = login;
        this.mechanism = mechanism;
        this.certificate = certificate;
    }

    /** The file of the certificates to trust. */
    public String caFile() {
        return caFile;
    }

    /** What to add for TLS. */
    public String withTls() {
        return withTls;
    }

    /** What to remove for none. */
    public String tls() {
        return tls;
    }

    /** What switches the check of host names off. */
    public String anyHost() {
        return anyHost;
    }

    /** What to add for a user and password. */
    public String withLogin() {
        return withLogin;
    }

    /** Where user and password stand. */
    public String login() {
        return login;
    }

    /** How to choose this mechanism. */
    public String mechanism(String word) {
        return mechanism.replace("%s", word);
    }

    /** Where our own certificate stands. */
    public String certificate() {
        return certificate;
    }
}
