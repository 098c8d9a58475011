// The offline page: probes the server with exponential back-off, and reloads once it answers.

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

let pause = FIRST_PAUSE_MS;
let timer = null;

function localize() {
  const french = navigator.language.toLowerCase().startsWith('fr');
  document.documentElement.lang = french ? 'fr' : 'en';
  for (const section of document.querySelectorAll('section')) section.hidden = (section.lang === 'fr') !== french;
  for (const words of document.querySelectorAll('[data-when]')) words.hidden = (words.dataset.when === 'online') !== navigator.onLine;
}

async function probe() {
  clearTimeout(timer);
  timer = null;
  try {
    const answer = await fetch('./', { cache: 'no-store' });
    if (!answer.ok) throw new Error(answer.statusText);
    location.reload();
  } catch {
    scheduleProbe();
  }
}

/** Not without a network, nor in a hidden tab: the browser tells when that ends. */
function scheduleProbe() {
  if (!navigator.onLine || document.hidden) return;
  timer = setTimeout(probe, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
}

function retryNow() {
  localize();
  pause = FIRST_PAUSE_MS;
  if (!document.hidden) probe();
}

addEventListener('online', retryNow);
addEventListener('offline', localize);
document.addEventListener('visibilitychange', retryNow);
for (const button of document.querySelectorAll('button')) button.addEventListener('click', retryNow);
localize();
scheduleProbe();
