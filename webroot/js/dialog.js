/**
 * Opens a modal dialog, a bottom sheet on phones; the browser traps the focus in it and restores it. It is built anew each time, so
 * that it is never out of date.
 *
 * @returns the element for its content
 */
export function openDialog({ id, title, i18n }) {
  document.getElementById(id)?.remove();
  const dialog = document.createElement('dialog');
  dialog.id = id;
  dialog.className = 'sheet';
  dialog.setAttribute('aria-labelledby', `${id}-title`);
  const head = document.createElement('header');
  const heading = document.createElement('h2');
  heading.id = `${id}-title`;
  heading.textContent = title;
  const close = document.createElement('button');
  close.className = 'icon';
  close.textContent = '✕';
  close.setAttribute('aria-label', i18n.t('close'));
  close.addEventListener('click', () => dialog.close());
  head.append(heading, close);
  const body = document.createElement('div');
  body.className = 'body';
  // A scroll container must be reachable by keyboard.
  body.tabIndex = 0;
  dialog.append(head, body);
  // A click beside it is a click on the dialog itself, not on its content.
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return body;
}
