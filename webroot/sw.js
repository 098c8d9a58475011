// Network first: the cache holds nothing but the offline page, so what runs is always what the server serves.

const HERE = ` ${new URL(registration.scope).pathname}`;
const KEPT = `salons-offline-1${HERE}`;
/** What an older worker kept for this page. Others may share the origin, below other paths. */
const isOurs = (name) => name.startsWith('salons-offline-') && (name.endsWith(HERE) || !name.includes(' '));
const PAGE = 'offline.html';
const FILES = [PAGE, 'offline.css', 'js/offline.js', 'favicon.svg'];
const address = (file) => new URL(file, registration.scope).href;

addEventListener('install', (event) => {
  const fresh = FILES.map((file) => new Request(address(file), { cache: 'reload' }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)));
  skipWaiting();
});

addEventListener('activate', (event) => {
  const forget = async () => {
    for (const name of await caches.keys()) if (name !== KEPT && isOurs(name)) await caches.delete(name);
  };
  event.waitUntil(forget());
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const [url] = request.url.split(/[?#]/);
  const fromNetworkOr = (file) => fetch(request).catch(() => caches.match(address(file), { cacheName: KEPT }));
  if (request.mode === 'navigate' && url === registration.scope) event.respondWith(fromNetworkOr(PAGE));
  const file = FILES.find((each) => url === address(each));
  if (file) event.respondWith(fromNetworkOr(file));
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  const show = async () => {
    const [tab] = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (!tab) return clients.openWindow(`./${event.notification.data}`);
    tab.postMessage({ go: event.notification.data });
    return tab.focus();
  };
  event.waitUntil(show());
});
