package salons;

/**
 * What stands behind the jar on the command line: questions, never settings.
 *
 * @param answer to be printed, without a line break at its end
 * @param understood else the answer says what to do instead
 */
record CommandLine(String answer, boolean understood) {
  /** @param argument the first one */
  static CommandLine read(String argument) {
    return switch (argument) {
      case "--help", "-help", "-h", "-?" -> new CommandLine(SettingsHelp.text().strip(), true);
      case "--version", "-version", "-V" -> new CommandLine("Salons " + Node.version(), true);
      default ->
        new CommandLine(
            "\"" + argument.replaceAll("\\p{Cntrl}", "?")
                + "\" is not understood: settings are given in front, as in java -Dport=3001 -jar …, or by the environment, as in PORT=3001."
                + " --help lists them.",
            false);
    };
  }
}
