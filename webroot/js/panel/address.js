// The address at which another instance serves this page, if it can be known. Pure.

const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\]|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|.+\.local)$/;

/** Its own setting `public.url`; else the same host with its port, where no proxy is likely in between: none that adds a path. Null when unknown. */
export function addressOf({ url, port }, here) {
  if (url) return /^https?:\/\//.test(url) ? url.replace(/\/?$/, '/') : null;
  const direct = LOCAL.test(here.hostname) && here.port !== '' && here.pathname.lastIndexOf('/') === 0;
  return direct && Number.isInteger(port) && String(port) !== here.port ? `${here.protocol}//${here.hostname}:${port}/` : null;
}
