package salons.room;

/**
 * That an administrator asked for something.
 *
 * @param id of the place in the record: {@code <ms since 1970>-<number>}; empty while it has none
 * @param who their {@code by}, or {@code token} for whoever has that of the setting
 * @param what the method and the path
 * @param from the address that it came from
 * @param instance that was asked
 * @param outcome in a few words
 */
public record AuditEntry(
    String id, String who, String what, String from, String instance, String outcome) {
  /** By Redis' clock, in ms since 1970. */
  public long at() {
    return Long.parseLong(id.substring(0, id.indexOf('-')));
  }
}
