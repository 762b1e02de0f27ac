package hydrophone.kafka;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM files: what is in them, and what is wrong with them. */
public final class PemFile {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
    private static final Pattern OTHER_KEY =
            Pattern.compile("-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----");
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    private PemFile() {}

    /**
     * The certificates in a file, in its order; texts around them are left out.
     *
     * @throws IOException when it cannot be read
     * @throws GeneralSecurityException when one of them is damaged
     */
    public static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        StringBuilder bare = new StringBuilder();
        Matcher each = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (each.find()) bare.append(each.group()).append('\n');
        byte[] bytes = bare.toString().getBytes(StandardCharsets.ISO_8859_1);
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(bytes))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** Why this file of certificates is of no use, and the cure; empty = it is. */
    public static Optional<String> certificateProblem(Path file) {
        try {
            return certificates(file).isEmpty()
                    ? Optional.of(file + " holds no PEM certificate; expected BEGIN CERTIFICATE")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(unreadable(file, e));
        } catch (GeneralSecurityException e) {
            return Optional.of(file + " holds a damaged certificate; copy it again");
        }
    }

    /** Why this key is of no use for this certificate, and the cure; empty = it is. */
    public static Optional<String> pairProblem(Path certFile, Path keyFile) {
        Optional<String> certificate = certificateProblem(certFile);
        if (certificate.isPresent()) return certificate;
        try {
            String text = Files.readString(keyFile, StandardCharsets.ISO_8859_1);
            Matcher key = KEY.matcher(text);
            if (!key.find()) return Optional.of(otherKey(keyFile, text));
            PublicKey ours = certificates(certFile).getFirst().getPublicKey();
            byte[] bytes = Base64.getMimeDecoder().decode(key.group(1));
            return fit(ours, bytes)
                    ? Optional.empty()
                    : Optional.of(keyFile + " is not the key of " + certFile + "; take its own");
        } catch (IOException e) {
            return Optional.of(unreadable(keyFile, e));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.of(keyFile + " is not the key of " + certFile + "; take its own");
        }
    }

    private static boolean fit(PublicKey ours, byte[] key) throws GeneralSecurityException {
        String kind = ours.getAlgorithm();
        PrivateKey secret =
                KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(key));
        Signature signature = Signature.getInstance(signatureOf(kind));
        signature.initSign(secret);
        byte[] text = "hydrophone".getBytes(StandardCharsets.US_ASCII);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(ours);
        signature.update(text);
        return signature.verify(signed);
    }

    private static String signatureOf(String kind) {
        return switch (kind) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> kind;
        };
    }

    private static String otherKey(Path file, String text) {
        Matcher other = OTHER_KEY.matcher(text);
        if (!other.find()) return file + " holds no PEM key; expected BEGIN PRIVATE KEY";
        String kind = other.group(1);
        boolean secret = kind.startsWith("ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED");
        String what =
                secret
                        ? " is a key behind a passphrase, which a service cannot type"
                        : " is a key of the old kind (BEGIN " + kind + "), not PKCS#8";
        return file
                + what
                + "; convert it: openssl pkcs8 -topk8 -nocrypt -in "
                + file
                + " -out NEW.key";
    }

    private static String unreadable(Path file, IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> file + " is not there; check the path";
            case AccessDeniedException _ -> file + " may not be read; check its owner and mode";
            default -> file + " cannot be read: " + e.getMessage();
        };
    }
}
