// What the page says about the connection, and what becomes of it when something happens. Pure.

/** The code browsers give when nobody said why. */
const ABNORMAL = 1006;
/** Failing for this long is called being offline. */
const OFFLINE_AFTER_MS = 60_000;

/**
 * `state` is `connecting` (first load), `online` (welcomed, and in the room looked at), `reconnecting`, `offline` or `blocked` (only a
 * person can help); `code` the close or error code that explains it; `retryAt` and `downSince` in ms or null.
 */
export const START = { state: 'connecting', instance: '', code: undefined, retryAt: null, downSince: null };

export const happens = {
  trying: (now) => ({ ...now, retryAt: null }),
  welcome: (now, { instance }) => ({ ...now, instance, code: undefined, retryAt: null }),
  online: (now) => ({ ...now, state: 'online', code: undefined, retryAt: null, downSince: null }),
  delayed: (now, code) => ({ ...now, code }),
  blocked: (now, code) => ({ ...now, state: 'blocked', code }),
  noNetwork: (now) => ({ ...now, state: 'offline' }),
  down: (now, { code, retryAt }, at, network) => {
    const downSince = now.downSince ?? at;
    return { ...now, state: stateDown(now, retryAt, at - downSince, network), code: reason(now, code), retryAt, downSince };
  },
};

/** What the server said on closing explains more than the failed tries that follow. */
const reason = (now, code) => (code === ABNORMAL && now.downSince !== null ? now.code : code);

function stateDown(now, retryAt, downFor, network) {
  if (retryAt === null) return 'blocked';
  if (!network || downFor > OFFLINE_AFTER_MS) return 'offline';
  return now.instance === '' ? 'connecting' : 'reconnecting';
}
