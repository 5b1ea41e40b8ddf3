/** Native dialogs from templates: opened when drawn, closed when no longer drawn, focus given back. */
import { html, type TemplateResult } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import { type ElementPart, type PartInfo, PartType } from 'lit/directive.js';
import { icon } from './icons.ts';
import { t } from './text.ts';

class ModalDirective extends AsyncDirective {
  private element: HTMLDialogElement | undefined;
  private opener: Element | null = null;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('modal() belongs on an element');
  }

  override update(part: ElementPart): void {
    if (this.element) return;
    const element = part.element as HTMLDialogElement;
    this.element = element;
    this.opener = document.activeElement;
    queueMicrotask(() => {
      if (!this.isConnected || element.open) return;
      element.showModal();
      // Else the cross would have it: it stands first.
      if (!element.querySelector('[autofocus]')) firstField(element)?.focus();
    });
  }

  override render(): void {}

  override disconnected(): void {
    this.element?.close();
    this.element = undefined;
    const opener = this.opener;
    queueMicrotask(() => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    });
  }
}

/** What one is asked for first. */
function firstField(dialog: HTMLDialogElement): HTMLElement | null {
  const fields =
    'input:not([type="hidden"], [type="file"], :disabled), select:not(:disabled), textarea:not(:disabled)';
  return dialog.querySelector<HTMLElement>(`form :is(${fields})`);
}

/** Shows the `<dialog>` it stands on as a modal for as long as it is drawn. */
export const modal = directive(ModalDirective);

let titles = 0;

/** The usual dialog: a title, a way to close it, a body. `close` is called for Escape and the cross. */
export function dialog(options: {
  title: string;
  close: () => void;
  body: TemplateResult;
  wide?: boolean;
}): TemplateResult {
  const id = `dialog-title-${++titles}`;
  const cancel = (event: Event) => {
    event.preventDefault();
    options.close();
  };
  return html`<dialog class="dialog ${options.wide ? 'wide' : ''}" aria-labelledby=${id} @cancel=${cancel} ${modal()}>
    <header class="dialog-head">
      <h2 id=${id}>${options.title}</h2>
      <button type="button" class="button quiet" aria-label=${t('common.close')} @click=${options.close}>
        ${icon('close')}
      </button>
    </header>
    <div class="dialog-body">${options.body}</div>
  </dialog>`;
}
