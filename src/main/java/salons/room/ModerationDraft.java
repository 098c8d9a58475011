package salons.room;

import salons.protocol.ClientFrame;
import salons.protocol.Person;

/**
 * A measure of somebody who keeps order in a room, on its way to the log.
 *
 * @param hasRight whether they may, whoever owns the room
 */
public record ModerationDraft(ClientFrame.Moderate moderate, Person person, boolean hasRight) {}
