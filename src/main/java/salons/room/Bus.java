package salons.room;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;
import salons.protocol.RoomName;

/**
 * The local event bus with types: the verticles reach each other by the ports that it gives out, and by {@link RoomEvent}s. Bodies are
 * immutable and pass by reference. What one verticle sends to another arrives in the order of sending.
 */
public final class Bus {
  private final LocalBus local;
  private final RoomLog log;
  private final PresenceService presence;
  private final ClusterStatus status;
  private final SavedSessions savedSessions;
  private final RulesService rules;
  private final Outbox outbox;
  private final Administration administration;

  /** One a Vertx: registers the codec. */
  public Bus(Vertx vertx) {
    this.local = new LocalBus(vertx);
    this.log = new BusLog(local);
    this.presence = new BusPresence(local);
    this.status = new BusStatus(local);
    this.savedSessions = new BusSavedSessions(local);
    this.rules = new BusRules(local);
    this.outbox = new BusOutbox(local);
    this.administration = new BusAdministration(local);
  }

  /** The log, asked over the bus: may be called from any event loop, which its futures complete on. */
  public RoomLog log() {
    return log;
  }

  /** As {@link #log}. */
  public PresenceService presence() {
    return presence;
  }

  /** As {@link #log}. */
  public ClusterStatus status() {
    return status;
  }

  /** As {@link #log}. */
  public SavedSessions savedSessions() {
    return savedSessions;
  }

  /** As {@link #log}. */
  public RulesService rules() {
    return rules;
  }

  /** Answers everybody's calls by {@code service}, on the caller's context. */
  public Future<Void> serve(RulesService service) {
    return BusRules.serve(local, service);
  }

  /** As {@link #log}. */
  public Outbox outbox() {
    return outbox;
  }

  /** As {@link #log}. */
  public Administration administration() {
    return administration;
  }

  /** Answers everybody's calls by {@code service}, on the caller's context. */
  public Future<Void> serve(Administration service) {
    return BusAdministration.serve(local, service);
  }

  /** Answers everybody's calls by {@code service}, on the caller's context. */
  public Future<Void> serve(Outbox service) {
    return BusOutbox.serve(local, service);
  }

  /** Answers everybody's calls by {@code service}, on the caller's context. */
  public Future<Void> serve(SavedSessions service) {
    return BusSavedSessions.serve(local, service);
  }

  /** Answers everybody's calls by {@code service}, on the caller's context. */
  public Future<Void> serve(RoomLog service) {
    return BusLog.serve(local, service);
  }

  /** Answers everybody's calls by {@code service}, on the caller's context. */
  public Future<Void> serve(PresenceService service) {
    return BusPresence.serve(local, service);
  }

  /** Answers everybody's calls by {@code service}, on the caller's context. */
  public Future<Void> serve(ClusterStatus service) {
    return BusStatus.serve(local, service);
  }

  /** Tells every event loop of this instance that subscribed to the room, in the order of the calls. */
  public void publish(RoomName room, RoomEvent event) {
    local.publish(room, event);
  }

  /** Hears what is published of the room, on the caller's context, until the consumer is unregistered. */
  MessageConsumer<RoomEvent> subscribe(RoomName room, Consumer<RoomEvent> subscriber) {
    return local.subscribe(room, subscriber);
  }
}
