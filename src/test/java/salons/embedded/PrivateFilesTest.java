package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static salons.embedded.SharedFolder.kill;
import static salons.embedded.SharedFolder.url;
import static salons.embedded.SharedFolder.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read what was said, and the password of Redis. */
final class PrivateFilesTest {
  @RegisterExtension
  final SharedFolder shared = new SharedFolder();

  @TempDir
  Path temporary;

  @Test
  void a_folder_that_is_made_and_all_in_it_are_for_the_owner_alone() throws Exception {
    Path folder = temporary.resolve("a/new/one");
    assertThat(PrivateFiles.folder(folder)).isEqualTo(folder.toRealPath());
    assertThat(permissions(folder)).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwxrwxrwx", "rwxr-x---", "rwx-----x"})
  void a_folder_that_others_may_look_into_is_closed_to_them(String open) throws Exception {
    allow(shared.realPath(), open);
    String password = RedisCommand.password(url(shared.node()));
    assertThat(permissions(shared.realPath())).isEqualTo("rwx------");
    assertThat(files()).hasSizeGreaterThan(5).allSatisfy(this::assertPrivate);
    assertThat(shared.path().resolve("redis.url")).content().contains(password);
    assertThat(shared.path().resolve("redis.conf"))
        .content(StandardCharsets.UTF_8)
        .doesNotContain(password);
  }

  @Test
  void files_of_before_are_closed_too() throws Exception {
    shared.node();
    for (Path file : files()) {
      allow(file, Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--");
    }
    kill(shared.server());
    within(SharedFolder.PATIENCE_S, () -> !shared.servers().isEmpty());
    assertThat(files()).allSatisfy(this::assertPrivate);
  }

  @Test
  void a_folder_that_others_may_look_into_with_foreign_files_is_left_alone() throws Exception {
    allow(temporary, "rwxr-xr-x");
    Files.writeString(temporary.resolve(".profile"), "mine");
    Files.writeString(temporary.resolve("redis.log"), "");
    assertThatIOException()
        .isThrownBy(() -> PrivateFiles.folder(temporary))
        .withMessageContainingAll(
            "others", ".profile", temporary.resolve("salons").toString());
    assertThat(permissions(temporary)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void a_private_folder_may_hold_what_it_will() throws Exception {
    Path home = Files.createDirectory(temporary.resolve("home"));
    allow(home, "rwx------");
    Files.writeString(home.resolve(".profile"), "mine");
    assertThat(PrivateFiles.folder(home)).isEqualTo(home.toRealPath());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.walk(shared.realPath())) {
      return files.filter(file -> !file.equals(shared.realPath())).toList();
    }
  }

  private void assertPrivate(Path file) {
    try {
      assertThat(permissions(file)).as(file.toString()).endsWith("------");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void allow(Path file, String permissions) throws IOException {
    assertThat(Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions)))
        .isEqualTo(file);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
