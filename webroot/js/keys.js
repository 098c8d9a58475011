// Keyboard shortcuts of the whole page. None is a letter alone: those belong to typing and to screen readers.

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

  const actions = {
    'Control+k': () => rooms.focusSearch(),
    'Control+/': async () => (await import('./settings.js')).openShortcuts(page),
    'Control+.': () => page.panel?.toggle(),
    'Control+F6': () => nextLandmark(1),
    'Control+Shift+F6': () => nextLandmark(-1),
    'Control+End': () => log.toBottom(),
    'Alt+ArrowUp': () => goTo(rooms.neighbour(-1, false)),
    'Alt+ArrowDown': () => goTo(rooms.neighbour(1, false)),
    'Alt+Shift+ArrowUp': () => goTo(rooms.neighbour(-1, true)),
    'Alt+Shift+ArrowDown': () => goTo(rooms.neighbour(1, true)),
    Escape: () => {
      log.dropDivider();
      log.toBottom();
      composer.focus(true);
    },
  };

  addEventListener('keydown', (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open], #side:popover-open')) return;
    const action = actions[nameOf(event)];
    if (!action) return;
    // Control+End also moves the caret: its default stays.
    if (event.key !== 'End') event.preventDefault();
    action();
  });
}

/** "Control+Shift+F6": the Command key of a Mac counts as Control. */
function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const typed = /^[/.]$/.test(key);
  return [(ctrlKey || metaKey) && 'Control', altKey && 'Alt', shiftKey && !typed && 'Shift', key].filter(Boolean).join('+');
}

function goTo(room) {
  if (room) location.hash = hashOf(room);
}

function nextLandmark(step) {
  const parts = LANDMARKS.map((selector) => document.querySelector(selector)).filter((part) => part?.checkVisibility());
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  const part = parts[(at + step + parts.length) % parts.length];
  const inside = part.id === 'side' ? part.querySelector('[aria-current]') : part.querySelector(FOCUSABLE);
  (part.matches(FOCUSABLE) ? part : (inside ?? part)).focus();
}
