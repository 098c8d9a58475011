package salons.engineio;

import java.util.List;

/** A GET that waits for packets. Exactly one of its methods is called, once, unless it is {@linkplain EngineSession#pollGone gone}. */
public interface PollRequest {
  /**
   * Answers with status 200, {@code text/plain; charset=UTF-8}.
   *
   * @param packets at least one, to be put together with a {@link Payload#SEPARATOR} between two; maybe shared with other sessions: not to
   *     be written to
   */
  void answer(List<byte[]> packets);

  void refuse(EngineError error);
}
