// The page in the place of the page: waits for a sign of the server, and makes room for it.

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

let pause = FIRST_PAUSE_MS;
let timer = null;

function say() {
  const french = navigator.language.toLowerCase().startsWith('fr');
  document.documentElement.lang = french ? 'fr' : 'en';
  for (const section of document.querySelectorAll('section')) section.hidden = (section.lang === 'fr') !== french;
  for (const words of document.querySelectorAll('[data-when]')) words.hidden = (words.dataset.when === 'online') !== navigator.onLine;
}

async function look() {
  clearTimeout(timer);
  timer = null;
  try {
    const answer = await fetch('./', { cache: 'no-store' });
    if (!answer.ok) throw new Error(answer.statusText);
    location.reload();
  } catch {
    wait();
  }
}

/** Without a network, or out of sight, there is nothing to try: the browser tells when that ends. */
function wait() {
  if (!navigator.onLine || document.hidden) return;
  timer = setTimeout(look, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
}

function again() {
  say();
  pause = FIRST_PAUSE_MS;
  if (!document.hidden) look();
}

addEventListener('online', again);
addEventListener('offline', say);
document.addEventListener('visibilitychange', again);
for (const button of document.querySelectorAll('button')) button.addEventListener('click', again);
say();
wait();
