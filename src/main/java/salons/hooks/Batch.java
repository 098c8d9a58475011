package salons.hooks;

import java.util.List;
import java.util.Map;
import salons.room.Outbox.Place;

/**
 * What goes in one delivery.
 *
 * @param events JSON texts
 * @param done what waits no more when it is delivered
 * @param begun of what only a part goes in it, up to which number
 * @param gone how many events could not be read any more
 */
record Batch(List<byte[]> events, List<Place> done, Map<Place, Long> begun, long gone) {}
