package salons.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Issues certificates, with the tool that every JDK has. */
public final class Authority {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path store;

  /**
   * @param folder for its files, a test's own
   */
  public Authority(Path folder, String name) {
    this.folder = folder;
    this.store = folder.resolve(name + ".p12");
    keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-ext", "bc:c");
    write("ca", name, false);
  }

  /** The authority's own certificate, in PEM form. */
  public Path certificate() {
    return folder.resolve(store.getFileName().toString().replace(".p12", ".crt"));
  }

  /**
   * The options with which a redis-server listens for TLS with a certificate of its own.
   *
   * @param names as in {@code dns:localhost,ip:127.0.0.1}
   */
  public List<String> redis(int port, String names) {
    String alias = "redis" + port;
    keytool("-genkeypair", "-alias", alias, "-dname", "CN=redis");
    Path request = folder.resolve("request");
    Path answer = folder.resolve("answer");
    keytool("-certreq", "-alias", alias, "-file", request.toString());
    keytool(
        "-gencert",
        "-alias",
        "ca",
        "-infile",
        request.toString(),
        "-outfile",
        answer.toString(),
        "-ext",
        "san=" + names);
    keytool("-importcert", "-alias", alias, "-noprompt", "-file", answer.toString());
    write(alias, alias, true);
    return List.of(
        "--tls-port",
        Integer.toString(port),
        "--tls-cert-file",
        folder.resolve(alias + ".crt").toString(),
        "--tls-key-file",
        folder.resolve(alias + ".key").toString(),
        "--tls-auth-clients",
        "no",
        "--tls-ca-cert-file",
        certificate().toString());
  }

  private void write(String alias, String file, boolean withKey) {
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      pem(
          folder.resolve(file + ".crt"),
          "CERTIFICATE",
          keys.getCertificate(alias).getEncoded());
      if (withKey) {
        byte[] key = keys.getKey(alias, PASSWORD.toCharArray()).getEncoded();
        pem(folder.resolve(file + ".key"), "PRIVATE KEY", key);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void pem(Path file, String what, byte[] content) throws IOException {
    String lines = Base64.getMimeEncoder().encodeToString(content);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
  }

  private void keytool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }
    try {
      Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (tool.waitFor() != 0) {
        throw new AssertionError(command + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
