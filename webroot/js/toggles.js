// The toggles for colours and language, and the buttons for the name and the settings.

const THEMES = ['system', 'light', 'dark'];
const SIGNS = { system: '◐', light: '☀', dark: '☾' };

export function bindToggles(page) {
  const { browser, i18n, session } = page;
  const theme = document.querySelector('#theme');
  const me = document.querySelector('#me');
  const update = () => {
    const chosen = browser.get('theme') ?? 'system';
    document.documentElement.dataset.theme = chosen;
    theme.textContent = SIGNS[chosen];
    const words = `${i18n.t('theme')}: ${i18n.t(`theme.${chosen}`)}`;
    theme.setAttribute('aria-label', words);
    theme.title = words;
    me.querySelector('bdi').textContent = session.user ?? '';
    for (const button of document.querySelectorAll('[data-lang]')) button.setAttribute('aria-pressed', String(button.dataset.lang === i18n.language));
  };
  page.setTheme = (chosen) => {
    browser.set('theme', chosen);
    update();
  };
  page.setLanguage = (language) => {
    browser.set('lang', language);
    i18n.choose(language);
  };
  theme.addEventListener('click', () => page.setTheme(THEMES[(THEMES.indexOf(browser.get('theme') ?? 'system') + 1) % THEMES.length]));
  for (const button of document.querySelectorAll('[data-lang]')) button.addEventListener('click', () => page.setLanguage(button.dataset.lang));
  me.addEventListener('click', () => page.rename());
  for (const button of document.querySelectorAll('.settings')) {
    button.addEventListener('click', async () => {
      // On phones it is in the drawer, which gives the focus back to its own button.
      page.rooms.close();
      (await import('./settings.js')).openSettings(page);
    });
  }
  session.addEventListener('entered', update);
  i18n.addEventListener('changed', update);
  update();
}
