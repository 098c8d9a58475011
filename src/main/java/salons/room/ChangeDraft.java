package salons.room;

import salons.protocol.ClientFrame;
import salons.protocol.Person;

/**
 * A change of a message on its way to the log.
 *
 * @param person who changes it
 * @param isModerator whether they may delete what others said
 */
public record ChangeDraft(ClientFrame.Change change, Person person, boolean isModerator) {}
