/** Which file of `src` may import which: a function over sources, so that it can be tried on a wrong one. */
import { dirname, join } from 'node:path/posix';

/** A file by its path below `src`, and its text. */
export type Source = readonly [file: string, text: string];

/** The areas of the server; the same names stand in `api`, `models`, `pages` and `text`. */
export const areas = [
  'organisation',
  'catalogue',
  'customers',
  'loyalty',
  'sales',
  'messaging',
  'marketing',
  'service',
  'insight',
  'exchange',
  'administration',
] as const;

/** What each folder may import; `main` is the file beside them. */
const allowed: Record<string, readonly string[]> = {
  main: ['app', 'ui', 'styles'],
  app: ['app', 'pages', 'api', 'models', 'ui'],
  pages: ['api', 'models', 'ui'],
  ui: ['ui', 'api', 'models', 'text'],
  api: ['api', 'models'],
  models: ['models'],
  text: ['text'],
};

/** Pages of no area. */
const topPages = ['home', 'missing', 'styleguide'];

/** The paths below `src` that a file imports. */
export function importsOf([file, text]: Source): string[] {
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...found].map((match) => join(dirname(file), match[1] ?? ''));
}

/** Every import that breaks a rule, as a sentence. */
export function wrongImports(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    importsOf(source)
      .filter((target) => !mayImport(source[0], target))
      .map((target) => `${source[0]} imports ${target}`),
  );
}

function mayImport(file: string, target: string): boolean {
  const layer = layerOf(file);
  if (layer === 'pages' && layerOf(target) === 'pages') return dirname(file) === dirname(target);
  return allowed[layer]?.includes(layerOf(target)) ?? false;
}

function layerOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'main';
}

/**
 * Imports of a module that opens a page by anything but the list of places and the routes. A view is a function of state
 * and actions, and a dialog knows what it is about, so neither needs the page they stand on.
 */
export function importsOfPages(sources: readonly Source[]): string[] {
  const pages = sources.filter(([, text]) => /export const \w+: OpenPage =/.test(text)).map(([file]) => file);
  return sources
    .filter(([file]) => file !== 'app/places.ts' && file !== 'app/routes.ts')
    .flatMap((source) =>
      importsOf(source)
        .filter((target) => pages.includes(target))
        .map((target) => `${source[0]} imports ${target}`),
    );
}

/** Files of `pages`, and folders of `api` and `models`, that stand in no area. */
export function outsideAreas(files: readonly string[]): string[] {
  const known = (name = '') => (areas as readonly string[]).includes(name);
  return files.filter((file) => {
    const [layer = '', first = '', ...rest] = file.split('/');
    if (layer === 'pages') return known(first) ? rest.length !== 2 : !topPages.includes(first);
    return (layer === 'api' || layer === 'models') && rest.length > 0 && !known(first);
  });
}
