/** The command palette: places, commands and records by a few letters, all by keyboard. */
import { html, nothing, type TemplateResult } from 'lit';
import { can } from '../api/session.ts';
import { type CounterKey, counterKey } from '../models/loyalty/counter-key.ts';
import { type IconName, icon } from '../ui/icons.ts';
import { modal } from '../ui/modal.ts';
import { t } from '../ui/text.ts';
import { findRecords } from './palette-search.ts';

export interface Command {
  readonly label: string;
  readonly hint?: string;
  readonly icon: IconName;
  readonly run: () => void;
}

export class Palette {
  open = false;
  private query = '';
  private chosen = 0;
  /** Whether the choice was made by the arrows. */
  private moved = false;
  private found: Command[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private search = 0;

  constructor(
    private readonly refresh: () => void,
    /** Draws at once: the next key may already be meant for the palette. */
    private readonly draw: () => void,
    private readonly commands: () => Command[],
    private readonly go: (path: string) => void,
    private readonly lookUp: (key: CounterKey) => void,
  ) {}

  show = (): void => {
    this.open = true;
    this.query = '';
    this.chosen = 0;
    this.moved = false;
    this.found = [];
    this.draw();
  };

  close = (): void => {
    this.open = false;
    clearTimeout(this.timer);
    this.refresh();
  };

  private matches(): Command[] {
    // Records come a little later, so they stand last: nothing moves away from under the pointer.
    return [...this.named(), ...this.counter(), ...this.found];
  }

  private named(): Command[] {
    const query = this.query.trim().toLowerCase();
    const commands = this.commands().filter((command) => command.label.toLowerCase().includes(query));
    return commands.slice(0, query ? 6 : 60);
  }

  /** Somebody whose home is elsewhere is found only by what they say at the counter. */
  private counter(): Command[] {
    const key = can('customers:lookup') ? counterKey(this.query) : undefined;
    if (!key) return [];
    const label = t('phone' in key ? 'counter.by_phone' : 'counter.by_card', {
      value: Object.values(key).join(''),
    });
    return [{ label, icon: 'search', run: () => this.lookUp(key) }];
  }

  private type = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value;
    this.chosen = 0;
    this.moved = false;
    clearTimeout(this.timer);
    const search = ++this.search;
    const query = this.query.trim();
    if (query === '') this.found = [];
    else this.timer = setTimeout(() => void this.find(query, search), 150);
    this.refresh();
  };

  private async find(query: string, search: number): Promise<void> {
    const found = await findRecords(query, this.go);
    if (search !== this.search) return;
    this.found = found;
    // Who was found is meant rather than the look-up in the whole chain.
    if (!this.moved && found.length > 0 && this.named().length === 0) this.chosen = this.counter().length;
    this.refresh();
  }

  private key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    const matches = this.matches();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.moved = true;
      this.chosen = (this.chosen + step + matches.length) % Math.max(1, matches.length);
      this.refresh();
      document.getElementById(`palette-${this.chosen}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.run(matches[this.chosen]);
    }
  };

  private run(command: Command | undefined): void {
    if (!command) return;
    this.close();
    // After the dialog has given the focus back.
    setTimeout(command.run);
  }

  view(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const matches = this.matches();
    const cancel = (event: Event) => {
      event.preventDefault();
      this.close();
    };
    const outside = (event: Event) => {
      if (event.target === event.currentTarget) this.close();
    };
    return html`<dialog class="palette" aria-label=${t('palette.title')} @cancel=${cancel} @click=${outside} ${modal()}>
      <div class="palette-box">
        <div class="palette-input">
          ${icon('search')}
          <input
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant=${matches.length > 0 ? `palette-${this.chosen}` : nothing}
            aria-label=${t('palette.title')}
            placeholder=${t('palette.placeholder')}
            autocomplete="off"
            spellcheck="false"
            autofocus
            @input=${this.type}
            @keydown=${this.key}
          />
          <kbd>Esc</kbd>
        </div>
        <ul id="palette-list" role="listbox" aria-label=${t('palette.results')}>
          ${matches.map(
            (command, index) => html`<li
              id="palette-${index}"
              role="option"
              aria-selected=${index === this.chosen ? 'true' : 'false'}
              @click=${() => this.run(command)}
            >
              ${icon(command.icon)}
              <span>${command.label}</span>
              ${command.hint ? html`<small>${command.hint}</small>` : nothing}
            </li>`,
          )}
        </ul>
        ${matches.length === 0 ? html`<p class="palette-none" role="status">${t('palette.none')}</p>` : nothing}
      </div>
    </dialog>`;
  }
}
