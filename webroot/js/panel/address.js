// The address at which another instance serves this page, if it can be known, and whether one of them linked here. Pure.

const ANSWER_WITHIN_MS = 4_000;

const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\]|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|.+\.local)$/;

/** Its own setting `public.url`; else the same host with its port, where no proxy is likely in between: none that adds a path. Null when unknown. */
export function addressOf({ url, port }, here) {
  if (url) return /^https?:\/\//.test(url) ? url.replace(/\/?$/, '/') : null;
  const direct = LOCAL.test(here.hostname) && here.port !== '' && here.pathname.lastIndexOf('/') === 0;
  return direct && Number.isInteger(port) && String(port) !== here.port ? `${here.protocol}//${here.hostname}:${port}/` : null;
}

/**
 * Whether a page of this cluster led here. Its links say so by `referrerPolicy`; what people write and other sites link to does not, and
 * cannot.
 *
 * @param referrer what the browser says of where the reader came from
 */
export async function isOwnLink(referrer, here, get = (url, options) => fetch(url, options)) {
  if (!URL.canParse(referrer)) return false;
  const { origin } = new URL(referrer);
  if (origin === here.origin) return true;
  try {
    const response = await get('api/cluster', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const { instances } = await response.json();
    const addresses = instances.flatMap(({ url, port }) => [addressOf({ url }, here), addressOf({ port }, here)]);
    return addresses.some((address) => URL.canParse(address) && new URL(address).origin === origin);
  } catch {
    return false;
  }
}
