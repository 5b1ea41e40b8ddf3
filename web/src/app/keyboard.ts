/** Shortcuts of the whole console. Nothing fires while an input method composes or while somebody types. */
export interface Shortcut {
  readonly keys: string;
  readonly run: () => void;
}

/** Two keys one after the other must come within this time. */
const sequenceTime = 1200;

/** True when the key event belongs to a text that is being typed. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return true;
  const target = event.target;
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

export function listenToKeys(options: {
  palette: () => void;
  search: () => void;
  help: () => void;
  go: (path: string) => void;
  places: () => Record<string, string>;
}): void {
  let first = '';
  let firstAt = 0;
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      options.palette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (document.querySelector('dialog[open]')) return;
    const now = performance.now();
    const sequence = now - firstAt < sequenceTime ? `${first}${event.key}` : event.key;
    const place = options.places()[sequence];
    first = event.key;
    firstAt = now;
    if (place) {
      event.preventDefault();
      options.go(place);
    } else if (event.key === '/') {
      event.preventDefault();
      options.search();
    } else if (event.key === '?') {
      event.preventDefault();
      options.help();
    }
  });
}
