// Light, dark, or as the system says. A choice of this window, not of the desk, so it lives in the web view.
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'byline.theme';

export function theme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function applyTheme(choice: Theme = theme()): void {
  if (choice === 'system') {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(KEY, choice);
    document.documentElement.dataset.theme = choice;
  }
}
