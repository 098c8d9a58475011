package salons.web;

import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import salons.protocol.Refusal;

/** Answers a request that is not as the contract has it: names the field. */
final class BadRequest {
  private static final Pattern PARAMETER =
      Pattern.compile("(?:path|query|header) parameter ([A-Za-z-]+)(?:.*Reason: (.*))?");
  private static final Pattern MISSING = Pattern.compile("required property \"(\\w+)\"");
  private static final String ROOT = "#/";

  private BadRequest() {}

  static void answer(RoutingContext context) {
    Throwable failure = context.failure();
    Throwable cause = failure == null ? null : failure.getCause();
    if (cause instanceof ValidatorException invalid) {
      answer(context, invalid);
    } else {
      Problem.end(context.response(), 400, "");
    }
  }

  private static void answer(RoutingContext context, ValidatorException invalid) {
    String said = String.valueOf(invalid.getMessage());
    Matcher parameter = PARAMETER.matcher(said);
    if (parameter.find()) {
      refuse(context, parameter.group(1), reason(parameter.group(2)));
    } else if (invalid instanceof SchemaValidationException body) {
      inBody(context, body.getOutputUnit());
    } else {
      boolean known = said.startsWith("The query");
      Problem.end(
          context.response(),
          400,
          new Refusal(
              Refusal.Code.BAD_REQUEST, known ? said : "The body has to be a JSON object."));
    }
  }

  private static void inBody(RoutingContext context, OutputUnit found) {
    List<OutputUnit> errors = found.getErrors();
    OutputUnit last = errors.get(errors.size() - 1);
    Matcher missing = MISSING.matcher(last.getError());
    if (missing.find()) {
      refuse(context, missing.group(1), "is missing");
    } else if (last.getInstanceLocation().startsWith(ROOT)) {
      refuse(context, last.getInstanceLocation().substring(ROOT.length()), reason(last.getError()));
    } else {
      Problem.end(
          context.response(),
          400,
          new Refusal(Refusal.Code.BAD_REQUEST, "The body has to be a JSON object."));
    }
  }

  private static String reason(@Nullable String said) {
    return "is not what it has to be" + (said == null ? "" : ": " + said);
  }

  private static void refuse(RoutingContext context, String field, String why) {
    Problem.end(
        context.response(),
        new Refusal(Refusal.Code.BAD_REQUEST, "Field '" + field + "' " + why + "."),
        field);
  }
}
