/** Light, dark, or as the system says; kept on this device. */
export type Theme = 'auto' | 'light' | 'dark';

const stored = 'regulars.theme';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

export function theme(): Theme {
  return themes.find((name) => name === localStorage.getItem(stored)) ?? 'auto';
}

export function useTheme(next: Theme): void {
  if (next === 'auto') localStorage.removeItem(stored);
  else localStorage.setItem(stored, next);
  applyTheme();
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = theme();
}

export function nextTheme(): Theme {
  return themes[(themes.indexOf(theme()) + 1) % themes.length] ?? 'auto';
}
