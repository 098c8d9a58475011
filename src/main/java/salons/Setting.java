package salons;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import salons.redis.RedisUrl;

/**
 * One row of {@link SettingsTable}.
 *
 * @param name as a system property
 * @param shownDefault the default as README tells it
 * @param meaning as README tells it
 */
record Setting<T>(
    String name, String shownDefault, T otherwise, ValueFormat<T> format, String meaning) {
  private static final Pattern SECRET =
      Pattern.compile("(^|\\.)(secrets?|passwords?|tokens?|keys?)$|^webhooks\\.url$");

  /** As an environment variable. */
  String variable() {
    return name.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** Whether a file may hold it instead, which is named like it. */
  boolean hasFile() {
    return SECRET.matcher(name).find();
  }

  /** The text that is given for it, or held by a file that is; what is empty counts as not given, so an empty property does not hide a variable. */
  Optional<String> given(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    return text(properties.apply(name))
        .or(() -> text(environment.apply(variable())))
        .or(() -> fileOf(properties, environment).flatMap(this::held));
  }

  private Optional<String> fileOf(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    return hasFile()
        ? text(properties.apply(fileName())).or(() -> text(environment.apply(fileVariable())))
        : Optional.empty();
  }

  String fileName() {
    return name + ".file";
  }

  String fileVariable() {
    return variable() + "_FILE";
  }

  private Optional<String> held(String file) {
    try {
      return text(Files.readString(Path.of(file)));
    } catch (IOException | InvalidPathException e) {
      throw new BadSetting(fileName(), file, "a file that can be read, of text in UTF-8");
    }
  }

  /** @throws BadSetting if the text cannot be read */
  T read(Optional<String> given) {
    try {
      return given.map(format.parse()).orElse(otherwise);
    } catch (ValueFormat.Rejected e) {
      throw new BadSetting(
          name,
          given.map(this::withoutSecrets).orElse(""),
          format.accepted() + " (" + e.getMessage() + ")");
    } catch (IllegalArgumentException e) {
      throw new BadSetting(name, given.map(this::withoutSecrets).orElse(""), format.accepted());
    }
  }

  /** What may be told of a text that was given for it. */
  String withoutSecrets(String text) {
    return SECRET.matcher(name).find() ? "…" : RedisUrl.masked(text);
  }

  private static Optional<String> text(@Nullable String given) {
    return Optional.ofNullable(given).map(String::strip).filter(text -> !text.isEmpty());
  }
}
