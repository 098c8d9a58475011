/**
 * The fault test: real instances and a real Redis, broken at random, while visitors talk; then every promise of the protocol is
 * checked over all that was sent, acknowledged and heard. {@code mvn verify -Pfaults} runs it alone and longer.
 */
@NullMarked
package salons.faults;

import org.jspecify.annotations.NullMarked;
