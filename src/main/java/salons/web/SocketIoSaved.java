package salons.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.protocol.SocketIoEvents;
import salons.room.SavedSessions.Saved;
import salons.room.SavedSessions.SavedRoom;
import salons.socketio.SocketConnection;
import salons.socketio.SocketPacket;
import salons.socketio.SocketPackets;

/**
 * What of a client of Socket.IO outlives its connection: its rooms are saved as they change, and whoever knows their secret is brought back
 * into them. Confined to the event loop of the session.
 */
final class SocketIoSaved {
  /** So that they are not forgotten while the client is here, nor when Redis has lost them. */
  private static final int SAVE_AGAIN_AFTER_S = 120;

  private final LoopContext loop;
  private final EngineTransport transport;
  private final TransportOutbound outbound;
  private final SocketConnection connection;
  private final Session session;
  private final SocketIoReplies replies;
  private final SocketIoRooms rooms;

  /** Null until the client is connected. */
  private @Nullable String secret;

  private boolean isSaving;

  // Seconds by the loop's clock.
  private int savedAt;

  /** Null until the client is connected. */
  private @Nullable String publicId;

  SocketIoSaved(
      LoopContext loop,
      EngineTransport transport,
      TransportOutbound outbound,
      SocketConnection connection,
      Session session,
      SocketIoReplies replies,
      SocketIoRooms rooms) {
    this.loop = loop;
    this.transport = transport;
    this.outbound = outbound;
    this.connection = connection;
    this.session = session;
    this.replies = replies;
    this.rooms = rooms;
    this.savedAt = loop.connections.seconds();
  }

  /** Connects the client, whose rooms are kept under this from now on. */
  void accept(String pid) {
    secret = pid;
    publicId = SocketIoSessions.publicId();
    if (connection.accept(SocketPacket.MAIN)) {
      outbound.say(SocketPackets.connect(SocketPacket.MAIN, publicId, pid));
    }
  }

  /** Whether the client was told that its connection is called so. */
  boolean isCalled(String id) {
    return id.equals(publicId);
  }

  /** To be called once a second. */
  void tick(int seconds) {
    if (secret != null && seconds - savedAt >= SAVE_AGAIN_AFTER_S) {
      save();
    }
  }

  /** The client has left all rooms. */
  void clear() {
    rooms.clear();
    save();
  }

  /** A room was told to start anew from there. */
  void startsAnew(RoomName room, Position at) {
    rooms.startsAnew(room, at);
    save();
  }

  /** The join is about to be answered. */
  void entered(Joined joined) {
    rooms.joined(joined);
    roomsChanged();
  }

  /** That the room was left is about to be answered. */
  void left(RoomName room) {
    rooms.left(room);
    roomsChanged();
  }

  /** What could not be saved is known from the client, then: it keeps this before it knows of the change. */
  private void roomsChanged() {
    save();
    String offset = rooms.offset();
    if (offset != null) {
      outbound.say(SocketIoEvents.offset(offset));
    }
  }

  /** Saves the rooms of this tick together. */
  private void save() {
    savedAt = loop.connections.seconds();
    if (!isSaving) {
      isSaving = true;
      loop.later(() -> {
        isSaving = false;
        if (secret != null && !outbound.isEnded()) {
          loop.savedSessions.save(new Saved(secret, rooms.saved()));
        }
      });
    }
  }

  /** Brings the client of that secret back; nothing that it says is heard before. */
  void recover(String pid, SocketIoOffset offset) {
    outbound.pause(Outbound.Pause.RECOVERING);
    loop.savedSessions
        .find(pid)
        .onSuccess(found -> recover(pid, found, offset))
        .onFailure(unreachable -> comeBackLater());
  }

  private void recover(String pid, List<SavedRoom> found, SocketIoOffset offset) {
    if (outbound.isEnded()) {
      return;
    }
    List<ClientFrame.Join> joins = joins(found, offset);
    if (found.isEmpty() || !areAdmitted(joins)) {
      accept(SocketIoSessions.newSecret());
      outbound.resume(Outbound.Pause.RECOVERING);
    } else {
      bringBack(pid, joins, offset.isWithin(found));
    }
  }

  /** To the rooms that the client was in, each from where it was. */
  private static List<ClientFrame.Join> joins(List<SavedRoom> saved, SocketIoOffset offset) {
    boolean isWhole = offset.isWithin(saved);
    return saved.stream()
        .filter(room -> !isWhole || offset.names(room))
        .map(room -> new ClientFrame.Join(null, room.room(), room.person(), 0, offset.in(room)))
        .toList();
  }

  /** They cost what any join costs, and a client may be brought back as often as it likes. */
  private boolean areAdmitted(List<ClientFrame.Join> joins) {
    return joins.stream().allMatch(join -> session.inFlight().admit(join, 0) == null);
  }

  private void bringBack(String pid, List<ClientFrame.Join> joins, boolean isWhole) {
    transport.holdBack();
    SocketIoRecovery recovery = new SocketIoRecovery(
        outbound, rooms, joins, isWhole, outcome -> loop.later(() -> broughtBack(pid, outcome)));
    replies.recovering(recovery);
    joins.forEach(rooms::returns);
    recovery.begin(session);
  }

  private void broughtBack(String pid, SocketIoRecovery.Outcome outcome) {
    replies.recovering(null);
    if (outbound.isEnded()) {
      return;
    }
    if (outcome == SocketIoRecovery.Outcome.UNAVAILABLE) {
      comeBackLater();
      return;
    }
    List<byte[]> missed = transport.letGo();
    if (outcome == SocketIoRecovery.Outcome.RECOVERED && missed != null) {
      accept(pid);
      missed.forEach(outbound::say);
    } else {
      rooms.loseTrack();
      accept(SocketIoSessions.newSecret());
    }
    save();
    outbound.resume(Outbound.Pause.RECOVERING);
  }

  /** The client connects again by itself, and asks for the same. */
  private void comeBackLater() {
    transport.dropHeldBack();
    outbound.end(Bye.comeBack(Bye.Reason.RESTARTING, 1_000));
  }
}
