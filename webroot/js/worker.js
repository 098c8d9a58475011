// Registers the service worker, which shows an explanation offline: see sw.js. Browsers without one miss only that.

/** The CSP demands Trusted Types for script URLs: this policy gives out a single constant one. */
const policy = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: () => 'sw.js' });

async function register() {
  try {
    await navigator.serviceWorker.register(policy?.createScriptURL('') ?? 'sw.js');
  } catch (failure) {
    console.info(`Salons will not open offline: ${failure.message}`);
  }
}

if (navigator.serviceWorker) {
  // After the page has loaded, so as not to compete with it.
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
  // A notification shown by the worker was clicked.
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (typeof data?.go === 'string' && data.go.startsWith('#')) location.hash = data.go;
  });
}
