package salons.engineio;

/** A POST with packets. Exactly one of its methods is called, once, unless it is {@linkplain EngineSession#postGone gone}. */
public interface PostRequest {
  /** All its packets were handed to the handler: answers with status 200, {@code text/html}, {@code ok}. */
  void ok();

  void refuse(EngineError error);
}
