/**
 * Salons: a chat of many rooms over many instances. No arrow goes upwards: {@code web} and {@code redis} stand side by side over {@code
 * room}; {@code room} and {@code auth} stand on {@code protocol} and {@code async}, which know nothing of the others; {@code embedded} is a
 * Redis that is brought along for {@code redis}; {@code engineio} and {@code socketio} are Engine.IO and Socket.IO as such, for {@code web}
 * alone to use; {@code hooks} stands beside the two over {@code room}. They meet over {@link salons.room.Bus}, and only {@link
 * salons.Node} knows them. Seven journeys through the code, and then where things go.
 *
 * <p><b>A message</b>
 *
 * <ol>
 *   <li>{@code web.NettyTransport} brings fragments of text ({@code web.PausableDecoder} only while the client may be heard: see {@code
 *       web.Outbound.Pause}), {@code web.WebSocketEndpoint} puts them together, and {@link
 *       salons.protocol.FrameReader} makes a {@link salons.protocol.ClientFrame} of them.
 *   <li>{@code web.Session} applies it: whether it may be is asked of {@link salons.auth.Policy}; it becomes a {@link salons.room.Draft}
 *       with the JSON text of {@link salons.protocol.MessageTemplate}.
 *   <li>{@link salons.room.PublishBatcher} batches what one tick of the event loop brought, and sends it over {@link salons.room.Bus}
 *   <li>to {@link salons.redis.RedisVerticle}: {@code redis.Publisher} schedules, {@code redis.RoomQueue} keeps each room's order, {@code
 *       redis.PublishScript} calls {@code publish.lua}, once for many rooms of a tick ({@code redis.PublishCall}).
 *   <li>Redis numbers, keeps and publishes it, under the room's {@code redis.Keys}, to every instance that holds the room.
 *   <li>There {@code redis.Subscriber} hears it, and {@code redis.RoomFeeds} has it read: {@code redis.ChannelMessage} tells the kinds apart,
 *       {@code redis.LogLines} fills in what only Redis knew. {@link salons.room.Feed} sees that no seq was skipped, or reads what is
 *       missing from the log ({@code redis.LogReader}), and tells a {@link salons.room.RoomEvent} over the bus.
 *   <li>{@code room.Room}, one a room and event loop, appends it to its {@code room.LogWindow} and hands a {@link salons.room.Delivery} to all
 *       its {@code room.Recipients}: by their {@link salons.room.Membership}s, sessions.
 *   <li>{@code web.TransportOutbound} asks {@code web.WebSocketFraming} for the bytes, framed once a loop, and {@code web.Flusher} has {@code
 *       web.DirectWriter} send all that a tick brought for a socket in one system call. The sender is answered by {@code web.Replies}.
 * </ol>
 *
 * <p>Of a client of Socket.IO it comes by {@code web.SocketIoRequests} to {@code web.EngineTransport} (polls and posts) or {@code
 * web.EngineWebSocket}, both around a {@link salons.engineio.EngineSession}; {@code web.SocketIoEndpoint} has a {@link
 * salons.socketio.SocketConnection} take the packets apart, and goes on with the event as with a frame. Out it goes as {@link
 * salons.protocol.SocketIoEvents} makes it, framed once a loop by {@code web.SocketIoFraming}; {@code web.SocketIoReplies} acknowledges.
 * Who comes back is brought into its rooms by {@code web.SocketIoSaved}, which asks {@link salons.room.SavedSessions}.
 *
 * <p>A change of a message ({@link salons.protocol.ClientFrame.Change}) goes by {@code web.Amendment} and {@code redis.ChangeScript} to {@code
 * change.lua}, which appends an event and makes another frame of the message, beside the log; with that it is published. {@link
 * salons.room.Feed} and {@code room.Room} put it into what they hold, and tell the event like a message.
 *
 * <p>A program without a socket posts it to {@code web.ApiRequests}, whose routes are made from the contract, {@code openapi.yaml} ({@code
 * web.Contract}); {@code web.MessagesApi} makes a {@code web.HttpPublication} of it, without a session. Who listens by Server-Sent Events has one, by
 * {@code web.EventsApi} and {@code web.SseEndpoint}: in a room, but as {@link salons.protocol.Person#NOBODY}, and told by {@code web.SseFraming}.
 *
 * <p><b>A join</b>: {@code web.Session} → {@link salons.room.Rooms} → {@code room.Room} (subscribes to the room's events) → {@code
 * room.Admission}: attaches to the log ({@code redis.RoomFeeds}, {@link salons.room.Feed}), registers the {@link salons.protocol.Person}
 * (a name, and what {@code protocol.GuestKey} made of a key; {@link salons.room.PresenceService}: {@code redis.PresenceTracker}, {@code
 * presence.lua}), reads what the {@code room.LogWindow} does not hold ({@code redis.LogReader}, {@code read.lua}), and in one tick answers
 * {@link salons.protocol.Joined} and adds the recipient.
 *
 * <p><b>A webhook</b>: with a message or a change of presence {@code publish.lua} and {@code presence.lua} note for each hook what is to be
 * told, by {@code outbox.lua}. The instance that has the hook's lease ({@code hooks.Hook}, {@code hook.lua}) reads the notes over {@link
 * salons.room.Outbox} ({@code redis.RedisOutbox}, {@code waiting.lua}), {@code hooks.BatchReader} the messages from the {@link
 * salons.room.RoomLog}; {@link salons.protocol.HookFrames} makes JSON of them, {@code hooks.Receiver} sends it, and what was taken is removed.
 *
 * <p><b>An administrator's call</b>: {@code web.AdminAccess} lets in who may, {@code web.AdminApi} asks {@link salons.room.Administration}
 * ({@code redis.RedisAdministration}) or, for a message, the log, and {@code web.AdminCall} answers when it is on record. What another
 * instance is to do goes by {@code redis.Orders} as an {@link salons.room.AdminOrder} to its event loops.
 *
 * <p><b>The death of an instance</b>: its {@code redis.Lease} expires; {@code lease.lua} gives its incarnation (one life of an
 * instance) to another one, whose {@code redis.Sweeper} asks {@code redis.RoomIndex} for the rooms and removes its people from each by {@code
 * presence.lua} ({@code redis.PresenceScript}), which publishes the delta. Who has people but no lease that could expire is
 * met by comparing rooms, and removed by {@code redis.Orphans}. All times stand in {@link salons.redis.PresenceTimes}. Everywhere {@code
 * redis.ChannelMessage} → {@code redis.PresenceTracker} → {@code redis.RoomPresence} (applies the {@code redis.PresenceDelta}, or asks for
 * the whole room by {@code redis.AntiEntropy}) → {@code redis.PresenceNews} (twice a second at most) → {@link
 * salons.room.RoomEvent.PresenceChanged} → {@code room.PresenceFanout} → {@link salons.room.Delivery}.
 *
 * <p><b>A restart of Redis</b>: {@code redis.RedisConnector} falls and comes back with back-off, by a {@code redis.RedisHandshake} to a {@link
 * salons.redis.RedisUrl}; {@code redis.RedisHealth} says whether Redis can be used, and why not. What is published meanwhile waits in {@code
 * redis.RoomQueue}, and is told as unavailable when it waits too long. When the connection for commands is back and {@code
 * redis.FormatCheck} content, {@code redis.Lease} renews and, when it is answered, has {@code redis.PresenceTracker} record all its people
 * anew; {@code redis.Publisher} resumes. {@code redis.Subscriber} subscribes to all anew, and for each confirmation a {@link salons.room.Feed}
 * catches up: {@code room.LogWindow} compares, and a log that is another one, trimmed or forked ({@code abandon.lua}) becomes a {@link
 * salons.room.RoomEvent.Resynced}.
 *
 * <p><b>SIGTERM</b>: {@link salons.Main} → {@link salons.Node#stop} → {@link salons.web.HttpVerticle} → {@code web.Connections} drains a few
 * at a time: {@code web.Session} has its transport paused, waits for its {@code web.InFlight}, and ends with a {@link
 * salons.protocol.Bye}, which {@code web.CloseCode} translates. Then {@code hooks.Hook} ends its delivery and lets go of its lease,
 * {@link salons.redis.RedisVerticle} waits for {@code redis.Publisher}, has {@code redis.Sweeper} remove its own people, and closes; last
 * {@link salons.embedded.EmbeddedRedis} lets go of its folder.
 *
 * <p><b>Where things go</b>
 *
 * <ul>
 *   <li>a new transport: an endpoint beside {@code web.WebSocketEndpoint} and {@code web.SocketIoEndpoint} (a {@code web.Connection}), with
 *       the {@code web.TransportOutbound} of both over a {@code web.Transport}, or a {@code web.Outbound} of its own; {@code
 *       web.JsonReplies}, or a {@code web.Replies} like {@code web.SocketIoReplies}; what makes one of a request beside {@code
 *       web.WebSocketUpgrade} and {@code web.SocketIoRequests}; its path in {@link salons.web.HttpVerticle}, among those that {@code
 *       web.HostGuard} guards; and what its connections share of a loop in {@code web.LoopContext}, as {@code web.SocketIoFraming}. {@code
 *       web.Session} and {@code room} stay as they are
 *   <li>what instances ask of each other: {@code web.SocketIoRelay} hands on what belongs to a client of another one, which {@code
 *       web.Peers} finds; where an instance is reached, and the {@link salons.web.RelaySecret} that others need, it tells with its lease
 *       ({@link salons.redis.InstanceInfo})
 *   <li>a new kind of event: {@link salons.protocol.ClientFrame}, {@link salons.protocol.FrameReader} and {@code web.Session} for who asks
 *       for it, {@link salons.room.Draft} and {@link salons.protocol.MessageTemplate} for its text; what is in the log travels as it is.
 *       Of one that does something more than to be there: a script like {@code change.lua}, which gives {@code log.lua} its effect, called in
 *       the turn of its room ({@code redis.RoomCalls}). What is not in the log goes the way of {@code typing}: {@link salons.room.PresenceService} and {@code
 *       room.BusPresence} out, {@code redis.ChannelMessage}, {@code redis.RoomFeeds}, {@link salons.room.RoomEvent} and {@code room.Room}
 *       in, {@link salons.protocol.ServerFrames} for its text
 *   <li>a new rule of rooms: {@link salons.protocol.Moderation} and {@link salons.protocol.RoomRules}, {@code moderate.lua} and {@code
 *       redis.RulesReader} by {@link salons.room.RulesService}; {@code room.Enforcement} has it hold
 *   <li>a new thing that a client can make grow in memory: {@code web.Backlog.Holder}, which {@code web.Backlog} counts for the {@code
 *       web.Budget} of the instance; what is on its way to the log has a budget of its own, which {@code web.InFlight} asks before it goes;
 *       what is held of logs is bounded by {@link salons.room.TailBudget}
 *   <li>a new limit: a {@link salons.async.TokenBucket} where it is asked for (of frames in {@code web.FrameLimits}, of an address in {@link
 *       salons.web.Addresses}), its answer in {@link salons.protocol.Refusal}; its numbers beside it, or in {@link salons.Settings} and
 *       {@link salons.web.RateLimits} if operators are to set them. Where a client is says {@code web.HttpConnections}
 *   <li>a new call over HTTP: {@code openapi.yaml} first, then what answers its operation in {@link salons.web.HttpVerticle}; {@code
 *       ContractTest} wants a request for each answer. Who makes it says {@code web.Bearer}
 *   <li>a new right: {@link salons.auth.Action}, asked for in {@code web.Session}, answered by {@link salons.auth.Policy} of a {@link
 *       salons.auth.Principal}, which {@link salons.auth.Tokens} makes of a token ({@code web.Authentication} keeps it for a session; {@code
 *       web.Bearer} finds it in a request)
 *   <li>a new metric: {@link salons.web.WebMeters}, {@link salons.room.RoomMeters} or {@link salons.redis.RedisMeters}, called where it
 *       arises; {@link salons.Node} hands them down, today {@code NONE} of each
 *   <li>what other programs are told: {@link salons.room.Outbox.Event}, written by {@code outbox.lua}, read by {@code redis.OutboxText}, and its
 *       text in {@link salons.protocol.HookFrames}; what is in the log is told as it is
 *   <li>presence and leases: {@code lease.lua}, {@code presence.lua}, {@code redis.PresenceScript}, {@link salons.redis.PresenceTimes}
 *   <li>what names and texts may hold: {@link salons.protocol.RoomName}, {@link salons.protocol.UserName}, {@link
 *       salons.protocol.MessageText} over {@code protocol.Characters}, whose table is made by {@code UnicodeTables} among the tests
 *   <li>a new setting: a row in {@code SettingsTable}, which README repeats, an accessor in {@link salons.Settings}, handed down by {@link
 *       salons.Node}
 * </ul>
 */
@NullMarked
package salons;

import org.jspecify.annotations.NullMarked;
