package salons;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is told of the settings to people who are to choose them. */
final class SettingsHelp {
  /** As much as fits a line of a terminal. */
  private static final Pattern LINE = Pattern.compile("(.{1,74}|\\S+)( |$)");

  private SettingsHelp() {}

  /** The table as it stands in README, in Markdown; ends with a line break. */
  static String markdown() {
    return SettingsTable.all().stream()
        .map(setting -> String.format(
            "| `%s` | `%s` | %s | %s |\n",
            setting.name(), setting.variable(), setting.shownDefault(), setting.meaning()))
        .collect(Collectors.joining(
            "", "| property | environment | default | meaning |\n|---|---|---|---|\n", ""));
  }

  /** The same for a terminal. */
  static String text() {
    return SettingsTable.all().stream()
        .map(setting -> String.format(
            "  %s, %s (default: %s)\n%s",
            setting.name(),
            setting.variable(),
            plain(setting.shownDefault()),
            LINE.matcher(plain(setting.meaning())).replaceAll("      $1\n")))
        .collect(Collectors.joining(
            "",
            "Salons " + Node.version() + ": a chat of many rooms.\n\n"
                + "  java [-D<property>=<value> …] -jar chat-multi-salons.jar [--help | --version]\n\n"
                + "Settings are system properties, or environment variables, which properties win over:\n\n",
            ""));
  }

  private static String plain(String markdown) {
    return markdown.replace("`", "");
  }
}
