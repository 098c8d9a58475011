/** The page in a real Chromium, served by the packaged program. */
@NullMarked
package salons.page;

import org.jspecify.annotations.NullMarked;
