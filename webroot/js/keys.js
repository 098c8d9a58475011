// Keys that work everywhere on the page. None is a letter alone: those belong to whoever types or listens.

import { hashOf } from './protocol.js';

const LANDMARKS = ['#side', '#log', '#text', '#scale'];
const FOCUSABLE = 'a[href], button:not([hidden]), textarea, input, [tabindex="0"]';

export function bindKeys(page) {
  const { log, rooms, composer } = page;
  const skip = document.querySelector('#skip');
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    document.querySelector('#text').focus();
  });

  /** Whether the key meant something. */
  function pressed({ key, altKey, ctrlKey, metaKey, shiftKey }) {
    const control = ctrlKey || metaKey;
    if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      const room = rooms.neighbour(key === 'ArrowUp' ? -1 : 1, shiftKey);
      if (room) location.hash = hashOf(room);
      return Boolean(room);
    }
    if (control && key === 'k') return (rooms.focusSearch(), true);
    if (control && key === '/') return (import('./settings.js').then(({ openShortcuts }) => openShortcuts(page)), true);
    if (control && key === '.') return (page.scale?.toggle(), true);
    if (ctrlKey && key === 'F6') return (nextLandmark(shiftKey ? -1 : 1), true);
    if (control && key === 'End') return (log.toBottom(), false);
    if (key === 'Escape' && !document.querySelector('#side').matches(':popover-open')) {
      log.dropDivider();
      log.toBottom();
      composer.focus(true);
      return true;
    }
    return false;
  }

  addEventListener('keydown', (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (pressed(event)) event.preventDefault();
  });
}

function nextLandmark(step) {
  const parts = LANDMARKS.map((selector) => document.querySelector(selector)).filter((part) => part?.checkVisibility());
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  const part = parts[(at + step + parts.length) % parts.length];
  const inside = part.id === 'side' ? part.querySelector('[aria-current]') : part.querySelector(FOCUSABLE);
  (part.matches(FOCUSABLE) ? part : (inside ?? part)).focus();
}
