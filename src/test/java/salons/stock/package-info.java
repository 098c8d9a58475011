/** Stock clients of Socket.IO, as their makers give them out, against whole instances. */
@NullMarked
package salons.stock;

import org.jspecify.annotations.NullMarked;
