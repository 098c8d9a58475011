package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page out of memory, and a folder in front of it. */
final class PageFilesTest {
  @TempDir
  Path working;

  private Path webroot;
  private PageFiles files;

  @BeforeEach
  void load() throws IOException {
    webroot = working.resolve("webroot");
    files = PageFiles.load(webroot, Optional.empty());
  }

  @Test
  void without_a_folder_the_page_is_the_packaged_one() throws IOException {
    assertThat(read("/index.html")).contains(Files.readString(Path.of("webroot/index.html")));
    assertThat(read("/js/main.js")).contains(Files.readString(Path.of("webroot/js/main.js")));
    assertThat(read("/nothing")).isEmpty();
    assertThat(read("/js")).isEmpty();
    assertThat(read("/js/")).isEmpty();
  }

  @Test
  void a_file_of_the_folder_takes_its_place_at_once_and_as_long_as_it_is_there()
      throws IOException {
    write("index.html", "one");
    assertThat(read("/index.html")).contains("one");
    write("index.html", "two");
    assertThat(read("/index.html")).contains("two");
    assertThat(read("/js/main.js")).as("of the package").isPresent();
    write("own/page 1.html", "own");
    assertThat(read("/own/page 1.html")).contains("own");
    Files.delete(webroot.resolve("index.html"));
    assertThat(read("/index.html")).contains(Files.readString(Path.of("webroot/index.html")));
  }

  @Test
  void the_same_content_has_the_same_etag_and_another_one_another() throws IOException {
    write("a.txt", "one");
    write("b.txt", "one");
    write("c.txt", "two");
    assertThat(etag("/a.txt")).isPresent().isEqualTo(etag("/b.txt")).isNotEqualTo(etag("/c.txt"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.env",
        "/.git/config",
        "/js/.hidden.js",
        "/./index.html",
        "/../secret",
        "/js/../index.html",
        "//index.html",
        "/js//main.js",
        "/..",
        "/.",
        "/js\\main.js",
        "/a\u0000b"
      })
  void what_is_hidden_or_a_way_around_is_not_there(String path) throws IOException {
    write(".env", "secret");
    write(".git/config", "secret");
    write("js/.hidden.js", "secret");
    Files.writeString(working.resolve("secret"), "secret");
    assertThat(read(path)).isEmpty();
  }

  @Test
  void a_link_is_followed_inside_the_folder_alone() throws IOException {
    Files.writeString(working.resolve("secret"), "secret");
    Files.createDirectories(working.resolve("outside"));
    Files.writeString(working.resolve("outside/a.txt"), "secret");
    write("there.txt", "there");
    write(".env", "secret");
    link("inside.txt", Path.of("there.txt"));
    link("out.txt", Path.of("../secret"));
    link("absolute.txt", working.resolve("secret"));
    link("folder", Path.of("../outside"));
    link("hidden.txt", Path.of(".env"));
    link("nowhere.txt", Path.of("nothing"));
    link("circle.txt", Path.of("circle.txt"));
    link("index.html", Path.of("../secret"));
    assertThat(read("/inside.txt")).contains("there");
    for (String path : new String[] {
      "/out.txt",
      "/absolute.txt",
      "/folder/a.txt",
      "/hidden.txt",
      "/nowhere.txt",
      "/circle.txt",
      "/index.html"
    }) {
      assertThat(read(path)).as(path).isEmpty();
    }
  }

  @Test
  void the_folder_itself_may_be_a_link() throws IOException {
    Path elsewhere = Files.createDirectories(working.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("index.html"), "elsewhere");
    Files.createSymbolicLink(webroot, elsewhere);
    assertThat(read("/index.html")).contains("elsewhere");
  }

  @Test
  void a_file_in_the_place_of_the_folder_does_no_harm() throws IOException {
    Files.writeString(webroot, "no folder");
    assertThat(read("/index.html")).contains(Files.readString(Path.of("webroot/index.html")));
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(webroot.resolve(name), target);
  }

  private void write(String name, String content) throws IOException {
    Path file = webroot.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private Optional<String> read(String path) {
    return files.read(path).map(file -> file.content().toString());
  }

  private Optional<String> etag(String path) {
    return files.read(path).map(PageFiles.PageFile::etag);
  }
}
