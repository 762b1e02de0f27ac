package hydrophone.agent.sink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * CAs and servers' certificates, made by the JDK's own keytool, under a second each. All lie in one
 * store below the folder.
 */
public final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path store;

    public Certificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("all.p12");
    }

    public void authority(String name) throws IOException, InterruptedException {
        authority(name, 3);
    }

    public void authority(String name, int days) throws IOException, InterruptedException {
        make(name, "-ext", "bc:c", "-validity", Integer.toString(days));
    }

    /** A certificate for these names: {@code dns:localhost}. */
    void server(String name, String authority, String names)
            throws IOException, InterruptedException {
        make(name, "-signer", authority, "-ext", "san=" + names, "-validity", "2");
    }

    /** One that bears no names but the common one, as they were twenty years ago. */
    void nameless(String name, String authority) throws IOException, InterruptedException {
        make(name, "-signer", authority, "-validity", "2");
    }

    /** As {@link #server}, but of long ago. */
    void expired(String name, String authority, String names)
            throws IOException, InterruptedException {
        make(
                name,
                "-signer",
                authority,
                "-ext",
                "san=" + names,
                "-startdate",
                "-10d",
                "-validity",
                "2");
    }

    private void make(String name, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        // Or it takes three times as long.
        command.add("-J-XX:TieredStopAtLevel=1");
        command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
        command.addAll(List.of("-keyalg", "EC", "-keystore", store.toString()));
        command.addAll(List.of("-storepass", PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0)
            throw new IOException(command + ": " + said);
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, PASSWORD.toCharArray());
        }
        return all;
    }

    /** A file of these certificates, with words between them as the bundles of systems have. */
    public Path pem(String... names) throws IOException, GeneralSecurityException {
        Path file = Files.createTempFile(folder, "ca", ".pem");
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        for (String name : names) {
            Certificate certificate = store().getCertificate(name);
            String text =
                    "# "
                            + name
                            + "\n-----BEGIN CERTIFICATE-----\n"
                            + lines.encodeToString(certificate.getEncoded())
                            + "\n-----END CERTIFICATE-----\n";
            Files.writeString(file, text, StandardOpenOption.APPEND);
        }
        return file;
    }

    /** What a server needs to show this certificate. */
    SSLContext identity(String name) throws IOException, GeneralSecurityException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        char[] password = PASSWORD.toCharArray();
        KeyStore all = store();
        one.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
