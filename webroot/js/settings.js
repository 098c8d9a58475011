// The dialogs of the settings and of the keyboard shortcuts. Loaded when first wanted.

import { openDialog } from './dialog.js';

export function openSettings(page) {
  const { browser, i18n } = page;
  const body = openDialog({ id: 'settings', title: i18n.t('settings.title'), i18n });
  const themes = ['system', 'light', 'dark'].map((value) => [value, i18n.t(`theme.${value}`)]);
  choice(body, 'theme', i18n.t('theme'), themes, browser.get('theme') ?? 'system', page.setTheme);
  choice(body, 'language', i18n.t('language'), [['fr', 'Français'], ['en', 'English']], i18n.language, async (language) => {
    await page.setLanguage(language);
    body.closest('dialog').close();
  });
  const announce = labelled(body, 'checkbox', i18n.t('settings.announce'));
  announce.checked = browser.get('announce') !== false;
  announce.addEventListener('change', () => browser.set('announce', announce.checked));
  const notifications = Object.assign(document.createElement('div'), { id: 'notify-setting' });
  body.append(notifications);
  page.notifier?.fillSetting(notifications);
  const keys = Object.assign(document.createElement('button'), { textContent: i18n.t('keys.title') });
  keys.addEventListener('click', () => {
    body.closest('dialog').close();
    openShortcuts(page);
  });
  body.append(keys);
}

function choice(parent, name, legend, options, chosen, choose) {
  const set = document.createElement('fieldset');
  set.append(Object.assign(document.createElement('legend'), { textContent: legend }));
  for (const [value, words] of options) {
    const radio = labelled(set, 'radio', words);
    Object.assign(radio, { name, value, checked: value === chosen });
    radio.addEventListener('change', () => choose(value));
  }
  parent.append(set);
}

function labelled(parent, type, words) {
  const label = document.createElement('label');
  const input = Object.assign(document.createElement('input'), { type });
  label.append(input, words);
  parent.append(label);
  return input;
}

const SHORTCUTS = [
  ['send', 'Enter'],
  ['newline', 'Shift+Enter'],
  ['recall', '↑'],
  ['complete', 'Tab'],
  ['rooms', 'Alt+↑ / Alt+↓'],
  ['unread', 'Alt+Shift+↑ / ↓'],
  ['search', 'Ctrl+K'],
  ['scroll', 'PgUp / PgDn'],
  ['latest', 'Ctrl+End'],
  ['message', '↑ ↓ Home End, Enter'],
  ['escape', 'Esc'],
  ['landmark', 'Ctrl+F6'],
  ['scale', 'Ctrl+.'],
  ['help', 'Ctrl+/'],
];

export function openShortcuts({ i18n }) {
  const body = openDialog({ id: 'shortcuts', title: i18n.t('keys.title'), i18n });
  const list = document.createElement('dl');
  for (const [key, signs] of SHORTCUTS) {
    const term = document.createElement('dt');
    for (const [i, sign] of signs.split(' / ').entries()) {
      term.append(i > 0 ? ' / ' : '', Object.assign(document.createElement('kbd'), { textContent: sign }));
    }
    list.append(term, Object.assign(document.createElement('dd'), { textContent: i18n.t(`keys.${key}`) }));
  }
  body.append(list);
}
