// Lets the page open offline, to an explanation: see sw.js. Where browsers allow no workers, nothing is missed but that.

/** The content policy lets no text become a script's address, but by this one gate, which knows a single address. */
const gate = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: () => 'sw.js' });

async function register() {
  try {
    await navigator.serviceWorker.register(gate?.createScriptURL('') ?? 'sw.js');
  } catch (failure) {
    console.info(`Salons will not open offline: ${failure.message}`);
  }
}

if (navigator.serviceWorker) {
  // Not before the page is there, which it needs more.
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
  // A notification that the worker showed was clicked.
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (typeof data?.go === 'string' && data.go.startsWith('#')) location.hash = data.go;
  });
}
