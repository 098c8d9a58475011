package salons.redis;

import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust when Redis is reached by TLS: those that Java trusts, or the authorities in a file. */
public final class RedisTls {
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]*-----END CERTIFICATE-----");

  private RedisTls() {}

  /**
   * Reads a PEM file; nobody but the authorities in it is trusted.
   *
   * @throws IllegalArgumentException whose message is one phrase that says what is wrong
   */
  public static TrustOptions authorities(Path file) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      Matcher certificates = CERTIFICATE.matcher(text(file));
      while (certificates.find()) {
        InputStream pem =
            new ByteArrayInputStream(certificates.group().getBytes(StandardCharsets.US_ASCII));
        store.setCertificateEntry(
            "ca" + store.size(), CertificateFactory.getInstance("X.509").generateCertificate(pem));
      }
      if (store.size() == 0) {
        throw new IllegalArgumentException("no certificate in PEM form is in it");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      TrustManager[] managers = trust.getTrustManagers();
      return TrustOptions.wrap(managers[0]);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a certificate in it cannot be read", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("it cannot be read", e);
    }
  }

  private static String text(Path file) throws IOException {
    // What is no file, as a pipe, might never end.
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          Files.exists(file) ? "it is no file" : "there is no such file");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException("it is larger than a megabyte");
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
