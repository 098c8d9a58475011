// Where another instance serves this page, if that can be known. Pure.

const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\]|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|.+\.local)$/;

/** The setting of that instance; else the same host on its port, where ports reach machines directly. Null when it is anybody's guess. */
export function addressOf({ url, port }, here) {
  if (url) return /^https?:\/\//.test(url) ? url.replace(/\/?$/, '/') : null;
  const direct = LOCAL.test(here.hostname) && here.port !== '';
  return direct && Number.isInteger(port) && String(port) !== here.port ? `${here.protocol}//${here.hostname}:${port}/` : null;
}
