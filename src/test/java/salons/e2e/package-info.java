/**
 * Three instances and their clients, over real sockets and a real Redis; and the fixtures that all tests at a socket share. Start
 * with {@link salons.e2e.Cluster}.
 */
@NullMarked
package salons.e2e;

import org.jspecify.annotations.NullMarked;
