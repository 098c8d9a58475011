package salons;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names that are no setting but were meant for one: what is not read should not look as if it were. Properties count when they were
 * given on the command line, where a slip ends the start, and what only begins as ours do is told. The environment is shared with
 * others, so there only what is nearly one of ours is told, and a slip ends the start only if nobody could mean such a name.
 */
final class UnknownSettings {
  /** First parts of what the JVM, libraries and agents read. */
  private static final Pattern FOREIGN = Pattern.compile(
      "(java|javax|jdk|sun|com|org|net|io|vertx|logback|user|file|os|jna|native|awt|line|path|https?|ftp|std(in|out|err))\\..*");

  /** What Kubernetes and Docker set for a service that is called like a first part of ours. */
  private static final Pattern SERVICE_LINK = Pattern.compile(
      ".*_SERVICE_(HOST|PORT)(_.*)?|.*_HOST|.*_PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?|.*_(NAME|ENV_.*)");

  /** A shorter variable that is nearly one of ours is an everyday word. */
  private static final int SHORT = 5;

  /** Letters of a name from which on two of them may be wrong. */
  private static final int LONG_PROPERTY = 6;

  private static final int LONG_VARIABLE = 12;

  private final Predicate<String> isGiven;
  private final Set<String> properties = names(Setting::name, Setting::fileName);
  private final Set<String> variables = names(Setting::variable, Setting::fileVariable);
  private final Set<String> firstParts =
      properties.stream().map(UnknownSettings::firstPart).collect(Collectors.toSet());

  private UnknownSettings(Predicate<String> isGiven) {
    this.isGiven = isGiven;
  }

  /**
   * Returns a line for each name that may have been meant for a setting.
   *
   * @param commandLine as the JVM was given it
   * @param environment names of variables
   * @param isGiven whether the setting of this variable is given, in whichever way: then another one is hardly meant for it
   * @throws BadSetting if one certainly was
   */
  static List<String> check(
      Collection<String> commandLine, Collection<String> environment, Predicate<String> isGiven) {
    UnknownSettings unknown = new UnknownSettings(isGiven);
    List<String> doubts = new ArrayList<>();
    commandLine.stream()
        .filter(argument -> argument.startsWith("-D"))
        .map(argument -> argument.substring(2).replaceFirst("=(?s:.*)", ""))
        .forEach(name -> unknown.checkProperty(name, doubts));
    environment.stream().sorted().forEach(name -> unknown.checkVariable(name, doubts));
    return doubts;
  }

  private void checkProperty(String name, List<String> doubts) {
    if (name.isEmpty() || properties.contains(name) || FOREIGN.matcher(name).matches()) {
      return;
    }
    String own = name.replaceFirst("^salons\\.", "");
    Spelling.meant(own, properties, LONG_PROPERTY)
        .filter(meant -> parts(own) <= parts(meant))
        .ifPresent(meant -> {
          throw new BadSetting("Setting " + name + " is not known; did you mean `" + meant + "`?");
        });
    if (!name.contains(".") || firstParts.contains(firstPart(own))) {
      doubts.add("Property " + name + " is none of the settings, and is not read" + siblings(own));
    }
  }

  /** Those that begin as this one does. */
  private String siblings(String name) {
    String firstPart = firstPart(name);
    return properties.stream()
        .filter(known -> firstPart(known).equals(firstPart))
        .sorted()
        .reduce((some, other) -> some + ", " + other)
        .map(known -> "; there is " + known)
        .orElse("");
  }

  private void checkVariable(String name, List<String> doubts) {
    if (variables.contains(name)
        || name.length() < SHORT
        || SERVICE_LINK.matcher(name).matches()) {
      return;
    }
    Spelling.meant(name, variables, LONG_VARIABLE)
        .filter(meant -> !isGiven.test(meant))
        .ifPresent(meant -> {
          String sentence =
              "Environment variable " + name + " is no setting; did you mean `" + meant + "`?";
          if (isNobodyElses(name, meant)) {
            throw new BadSetting(sentence);
          }
          doubts.add(sentence);
        });
  }

  /** Whether only a slip makes such a name: what others call theirs differs by a number, a plural or another last word. */
  private boolean isNobodyElses(String variable, String meant) {
    String name = variable.toLowerCase(Locale.ROOT).replace('_', '.');
    return firstParts.contains(firstPart(name))
        && parts(name) > 1
        && parts(name) == parts(meant.replace('_', '.'))
        && Spelling.isSlipWithin(variable, meant);
  }

  private static int parts(String name) {
    return name.split("\\.").length;
  }

  private static String firstPart(String name) {
    return name.replaceFirst("\\..*", "");
  }

  private static Set<String> names(
      Function<Setting<?>, String> name, Function<Setting<?>, String> ofFile) {
    return Stream.concat(
            SettingsTable.all().stream().map(name),
            SettingsTable.all().stream().filter(Setting::hasFile).map(ofFile))
        .collect(Collectors.toUnmodifiableSet());
  }
}
