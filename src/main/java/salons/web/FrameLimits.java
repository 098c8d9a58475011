package salons.web;

import org.jspecify.annotations.Nullable;
import salons.async.TokenBucket;
import salons.async.TokenBucket.Rate;
import salons.protocol.ClientFrame;
import salons.protocol.Refusal;

/**
 * How fast one session may send frames: a token bucket for each kind, and one for the bytes of all. Made when frames come, and forgotten when
 * all buckets are full again, so that a session at rest has none. Confined to the event loop of its session.
 */
final class FrameLimits implements ClientFrame.Receiver {
  /** The limits of all sessions; null where one is lifted. */
  record Rates(
      @Nullable Rate messages,
      @Nullable Rate bytes,
      @Nullable Rate joins,
      @Nullable Rate pages,
      @Nullable Rate others) {
    static Rates of(RateLimits limits) {
      return new Rates(
          limits.messages(), limits.bytes(), limits.joins(), limits.pages(), limits.frames());
    }

    boolean areLifted() {
      return messages == null && bytes == null && joins == null && pages == null && others == null;
    }
  }

  private final @Nullable TokenBucket messages;
  private final @Nullable TokenBucket bytes;
  private final @Nullable TokenBucket joins;
  private final @Nullable TokenBucket pages;
  private final @Nullable TokenBucket others;

  // Of the frame that is checked.
  private @Nullable TokenBucket bucket;
  private String kind = "";

  FrameLimits(Rates rates) {
    messages = bucket(rates.messages);
    bytes = bucket(rates.bytes);
    joins = bucket(rates.joins);
    pages = bucket(rates.pages);
    others = bucket(rates.others);
  }

  private static @Nullable TokenBucket bucket(@Nullable Rate rate) {
    return rate == null ? null : new TokenBucket(rate);
  }

  /**
   * Takes a frame of so many bytes into account.
   *
   * @param now by {@link System#nanoTime}
   * @return null when it may be acted upon; else why not, and nothing was taken into account
   */
  @Nullable
  Refusal check(ClientFrame frame, int length, long now) {
    frame.applyTo(this);
    long forKind = until(bucket, 1, now);
    long forBytes = until(bytes, length, now);
    if (forKind > 0 || forBytes > 0) {
      return Refusal.rateLimited(forKind < forBytes ? "bytes" : kind, Math.max(forKind, forBytes));
    }
    take(bucket, 1, now);
    take(bytes, length, now);
    return null;
  }

  private static long until(@Nullable TokenBucket bucket, int tokens, long now) {
    return bucket == null ? 0 : bucket.nanosUntil(tokens, now);
  }

  private static void take(@Nullable TokenBucket bucket, int tokens, long now) {
    if (bucket != null) {
      bucket.take(tokens, now);
    }
  }

  /** Whether new ones would say the same. */
  boolean areFull(long now) {
    return isFull(messages, now)
        && isFull(bytes, now)
        && isFull(joins, now)
        && isFull(pages, now)
        && isFull(others, now);
  }

  private static boolean isFull(@Nullable TokenBucket bucket, long now) {
    return bucket == null || bucket.isFull(now);
  }

  // Which bucket a kind of frame is of

  private void of(@Nullable TokenBucket itsBucket, String itsKind) {
    bucket = itsBucket;
    kind = itsKind;
  }

  @Override
  public void message(ClientFrame.Message message) {
    of(messages, "messages");
  }

  @Override
  public void edit(ClientFrame.Edit edit) {
    of(messages, "messages");
  }

  @Override
  public void delete(ClientFrame.Delete delete) {
    of(messages, "messages");
  }

  @Override
  public void react(ClientFrame.React react) {
    of(messages, "messages");
  }

  @Override
  public void moderate(ClientFrame.Moderate moderate) {
    of(messages, "messages");
  }

  @Override
  public void join(ClientFrame.Join join) {
    of(joins, "joins");
  }

  @Override
  public void history(ClientFrame.History history) {
    of(pages, "pages of history");
  }

  @Override
  public void hello(ClientFrame.Hello hello) {
    of(others, "frames");
  }

  @Override
  public void leave(ClientFrame.Leave leave) {
    of(others, "frames");
  }

  @Override
  public void typing(ClientFrame.Typing typing) {
    of(others, "frames");
  }

  @Override
  public void ping(ClientFrame.Ping ping) {
    of(others, "frames");
  }

  @Override
  public void trace(ClientFrame.Trace trace) {
    of(others, "frames");
  }
}
