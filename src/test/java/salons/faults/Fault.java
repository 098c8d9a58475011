package salons.faults;

/**
 * One thing that breaks, for a while.
 *
 * @param what as it is printed
 * @param strike breaks it
 * @param heal mends it; nothing for what mends itself
 */
record Fault(String what, Runnable strike, Runnable heal) {
  static Fault once(String what, Runnable strike) {
    return new Fault(what, strike, () -> {});
  }
}
