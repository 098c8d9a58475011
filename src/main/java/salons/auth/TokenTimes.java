package salons.auth;

/**
 * When the keys of tokens are asked for anew, and how far clocks may be apart.
 *
 * @param leewayS seconds that a token holds before it begins and after it ends
 * @param restMs keys are not asked for again within this, whatever tokens name
 * @param ageMs keys that are older are asked for when next needed, without waiting
 * @param patienceMs how long whoever has the keys may take
 */
public record TokenTimes(int leewayS, long restMs, long ageMs, long patienceMs) {
  public static final TokenTimes DEFAULT = new TokenTimes(5, 10_000, 600_000, 5_000);
}
