/**
 * Fails a build whose shell or page became too heavy. Sizes are of gzip, in kB of 1,000 bytes. The texts of all pages, which
 * come with the first one, count for each.
 */
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const limits = { shell: 60, page: 80 };

interface Chunk {
  type: 'chunk' | 'asset';
  fileName: string;
  isEntry?: boolean;
  isDynamicEntry?: boolean;
  facadeModuleId?: string | null;
  imports?: string[];
  code?: string;
  source?: string | Uint8Array;
}

export function budget(): Plugin {
  return {
    name: 'budget',
    generateBundle(_, bundle) {
      const files = bundle as unknown as Record<string, Chunk>;
      const size = (name: string) => gzipSync(files[name]?.code ?? files[name]?.source ?? '').length / 1000;
      const closure = (name: string, seen = new Set<string>()): Set<string> => {
        if (seen.has(name)) return seen;
        seen.add(name);
        for (const next of files[name]?.imports ?? []) closure(next, seen);
        return seen;
      };
      const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + size(name), 0);
      const all = Object.values(files);
      const entry = all.find((file) => file.isEntry);
      if (!entry) this.error('no entry');
      const shared = closure(entry.fileName);
      const styles = all.filter((file) => file.fileName.endsWith('.css')).map((file) => file.fileName);
      const lazy = all.filter((file) => file.isDynamicEntry);
      const own = (file: Chunk) => sum([...closure(file.fileName)].filter((name) => !shared.has(name)));
      /** The texts of the larger of the two languages. */
      const texts = (module: RegExp) =>
        Math.max(...lazy.filter((file) => module.test(file.facadeModuleId ?? '')).map(own));
      const shellTexts = texts(/text.(zh-CN|en)-shell\.ts$/);
      const pageTexts = texts(/text.(zh-CN|en)\.ts$/) - shellTexts;
      if (!(shellTexts > 0 && pageTexts > 0)) this.error('no texts');
      const shell = sum(shared) + sum(styles) + shellTexts;
      const pages = lazy
        .filter((file) => !/text.(zh-CN|en)/.test(file.facadeModuleId ?? ''))
        .map((file) => ({ name: file.fileName, size: own(file) + pageTexts }));
      const heaviest = pages.reduce((one, other) => (other.size > one.size ? other : one));
      this.info(
        `shell ${shell.toFixed(1)} kB gz, heaviest page ${heaviest.name} ${heaviest.size.toFixed(1)} kB gz`,
      );
      if (shell > limits.shell) this.error(`the shell is above ${limits.shell} kB gz`);
      if (heaviest.size > limits.page) this.error(`${heaviest.name} is above ${limits.page} kB gz`);
    },
  };
}
