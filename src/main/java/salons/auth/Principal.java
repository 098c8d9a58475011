package salons.auth;

import org.jspecify.annotations.Nullable;
import salons.protocol.Person;
import salons.protocol.UserName;

/** Whoever acts over a connection, as far as it is known: a guest, or who a token says they are. Immutable. */
public final class Principal {
  /** Nobody had to show who they are. */
  public static final Principal GUEST =
      new Principal(null, null, Rights.NONE, false, Long.MAX_VALUE);

  /** Who has the operator's own secret: nobody knows who that is, and they may everything. */
  public static final Principal OPERATOR =
      new Principal(null, null, Rights.NONE, true, Long.MAX_VALUE);

  private final @Nullable String by;
  private final @Nullable UserName name;
  private final Rights rights;
  private final boolean admin;
  private final long expiresAt;

  private Principal(
      @Nullable String by, @Nullable UserName name, Rights rights, boolean admin, long expiresAt) {
    this.by = by;
    this.name = name;
    this.rights = rights;
    this.admin = admin;
    this.expiresAt = expiresAt;
  }

  /**
   * Somebody whose token was verified.
   *
   * @param name null where the token says none, so that they choose
   * @param admin whether they may everything, everywhere
   * @param expiresAt ms since 1970
   */
  static Principal verified(
      String by, @Nullable UserName name, Rights rights, boolean admin, long expiresAt) {
    return new Principal(by, name, rights, admin, expiresAt);
  }

  /** Whether a token says who they are. */
  public boolean isVerified() {
    return by != null;
  }

  /** What everybody may know of who they are; null for guests, who say it room by room. */
  public @Nullable String by() {
    return by;
  }

  /** Whether both are about one verified person. */
  public boolean isSame(Principal other) {
    return by != null && by.equals(other.by);
  }

  /** Whether a token says how they are called. */
  public boolean isNamed() {
    return name != null;
  }

  public boolean isAdmin() {
    return admin;
  }

  /**
   * Whether it holds no more.
   *
   * @param now ms since 1970
   */
  public boolean isExpired(long now) {
    return now >= expiresAt;
  }

  Rights rights() {
    return rights;
  }

  /** Who they are in a room that they want to be called so in: a token's word goes before theirs. */
  public Person as(Person asked) {
    if (asked.equals(Person.NOBODY)) {
      return asked;
    }
    if (by != null) {
      return Person.verified(name == null ? asked.userName() : name, by);
    }
    // Whose connection was verified once is nobody in particular without a token.
    return asked.isVerified() ? new Person(asked.userName(), null) : asked;
  }

  /** Without rights. */
  @Override
  public String toString() {
    return by == null ? "a guest" : by;
  }
}
