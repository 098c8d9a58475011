/**
 * Engine.IO and Socket.IO without the chat: a server that does what the official test suites of both protocols ask, and the same asked by
 * tests of our own. Start with {@link salons.suite.OfficialSuiteServer}.
 */
@NullMarked
package salons.suite;

import org.jspecify.annotations.NullMarked;
