/** The list of shortcuts under `?`. */
import { html, type TemplateResult } from 'lit';
import { dialog } from '../ui/modal.ts';
import { t } from '../ui/text.ts';
import { placesByKeys } from './navigation.ts';

export function shortcutsDialog(close: () => void): TemplateResult {
  const row = (keys: string[], label: string) =>
    html`<div><dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${label}</dd></div>`;
  return dialog({
    title: t('shell.shortcuts'),
    close,
    body: html`<dl class="shortcuts">
      ${row(['Ctrl', 'K'], t('shortcuts.palette'))} ${row(['⌘', 'K'], t('shortcuts.palette'))}
      ${row(['/'], t('shortcuts.search'))} ${row(['?'], t('shortcuts.help'))}
      ${placesByKeys().map(([keys, place]) => row([...keys], t(place.label)))}
      ${row(['↑', '↓'], t('shortcuts.rows'))} ${row(['Enter'], t('shortcuts.open'))}
      ${row(['Esc'], t('shortcuts.close'))}
    </dl>`,
  });
}
