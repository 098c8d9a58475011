package salons.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.ValidatedRequest;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import salons.auth.Action;
import salons.auth.Policy;
import salons.auth.Principal;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;

/**
 * What a request holds of that which the contract knows, for Vert.x to validate; and from there on, as it was validated. Vert.x' own way
 * would decode parameters a second time, and take a room that is called {@code 1.5} for a number.
 */
final class ApiRequest implements ValidatableRequest {
  static final Refusal STOPPING =
      new Refusal(Refusal.Code.UNAVAILABLE, "This instance is stopping.", 1_000L);

  /** Under which a {@link Buffer} is kept when the request has a body that was taken in. */
  static final String BODY = "salons.body";

  /** Under which a {@link Principal} is kept. */
  static final String PRINCIPAL = "salons.principal";

  private final Map<String, RequestParameter> headers = new HashMap<>();
  private final Map<String, RequestParameter> path = new HashMap<>();
  private final Map<String, RequestParameter> query = new HashMap<>();
  private final RequestParameter body;

  private record Value(@Nullable Object get) implements RequestParameter {}

  private ApiRequest(RoutingContext context, Operation operation) {
    HttpServerRequest request = context.request();
    operation.getParameters().forEach(parameter -> {
      String name = parameter.getName();
      boolean isText = parameter.getSchemaType().name().equals("STRING");
      switch (parameter.getIn()) {
        case HEADER -> headers.put(name, value(request.getHeader(name), isText));
        case PATH -> path.put(name, value(context.pathParam(name), isText));
        case QUERY -> query.put(name, value(request.getParam(name), isText));
        default -> throw new IllegalStateException("a parameter in " + parameter.getIn());
      }
    });
    this.body = new Value(context.<Buffer>get(BODY));
  }

  /** A text is quoted, or it would be tried whether it is some other JSON. */
  private static Value value(@Nullable String given, boolean isText) {
    return new Value(given != null && isText ? Json.encode(given) : given);
  }

  static Future<ValidatableRequest> of(RoutingContext context, Operation operation) {
    try {
      return Future.succeededFuture(new ApiRequest(context, operation));
    } catch (IllegalArgumentException notPercentEncoded) {
      return Future.failedFuture(new ValidatorException(
          "The query is not percent-encoded as it should be.", ValidatorErrorType.ILLEGAL_VALUE));
    }
  }

  @Override
  public Map<String, RequestParameter> getHeaders() {
    return headers;
  }

  @Override
  public Map<String, RequestParameter> getCookies() {
    return Map.of();
  }

  @Override
  public Map<String, RequestParameter> getPathParameters() {
    return path;
  }

  @Override
  public Map<String, RequestParameter> getQuery() {
    return query;
  }

  @Override
  public RequestParameter getBody() {
    return body;
  }

  /** What has another one gets no further. */
  @Override
  public String getContentType() {
    return "application/json";
  }

  // As it was validated

  static ValidatedRequest validated(RoutingContext context) {
    return context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
  }

  /** The room that the path or the query names; null when that is none, and the request was answered. */
  static @Nullable RoomName room(RoutingContext context) {
    ValidatedRequest request = validated(context);
    RequestParameter room = request.getPathParameters().get("room");
    try {
      return new RoomName((room == null ? query(context, "room") : room).getString(""));
    } catch (RefusedException e) {
      Problem.end(context.response(), e.refusal(), "room");
      return null;
    }
  }

  /** Who asks. */
  static Principal principal(RoutingContext context) {
    return context.get(PRINCIPAL, Principal.GUEST);
  }

  /** The same; null also when this may not be done there. */
  static @Nullable RoomName allowed(RoutingContext context, Policy policy, Action action) {
    RoomName room = room(context);
    if (room != null && !policy.may(principal(context), action, room)) {
      Problem.end(
          context.response(), Refusal.forbidden(action.verb(), room.value(), action.right()));
      return null;
    }
    return room;
  }

  /** One that is null, where the request has none. */
  static RequestParameter query(RoutingContext context, String name) {
    return Objects.requireNonNull(validated(context).getQuery().get(name));
  }

  static @Nullable String header(RoutingContext context, String name) {
    return Objects.requireNonNull(validated(context).getHeaders().get(name)).getString();
  }
}
