package salons.auth;

/** Whoever acts over a connection, as far as it is known. */
public enum Principal {
  /** Nobody had to show who they are. */
  GUEST
}
