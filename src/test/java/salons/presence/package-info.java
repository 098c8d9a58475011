/**
 * Who is in a room, as everybody is told: in {@code joined}, in {@code presence}, and over HTTP; through deaths and cuts. The property
 * test compares all of these with a plain model of who ought to be there.
 */
@NullMarked
package salons.presence;

import org.jspecify.annotations.NullMarked;
