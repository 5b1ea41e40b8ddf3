/** The few pictures of the console: 20 × 20, one stroke, hidden from screen readers (the words beside them speak). */
import { html, type TemplateResult } from 'lit';

const paths = {
  home: 'M3 9.5 10 3.500l7 6M5 8v8.500h10V8M8.5 16.500v-5h3v5',
  people:
    'M7.5 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 17c.3-3.5 2.5-5.5 5.5-5.500S12.7 13.5 13 17M13 3.300a3 3 0 0 1 0 5.400M15 12.200c1.8.8 2.8 2.5 3 4.8',
  card: 'M2.5 5h15v10.500h-15V5ZM2.5 8.500h15M5 12.500h4',
  upload: 'M10 13V3.500M6 7l4-4 4 4M3.5 13v3.500h13V13',
  store:
    'M3.5 8v8.500h13V8M2.5 8 4.5 3.500h11l2 4.500M2.5 8c0 2.5 3.7 2.5 3.7 0 0 2.5 3.8 2.5 3.8 0 0 2.5 3.8 2.5 3.8 0 0 2.5 3.7 2.5 3.7 0',
  box: 'M10 2.8 16.8 6v8L10 17.2 3.2 14V6L10 2.800ZM3.2 6 10 9.2 16.8 6M10 9.200v8',
  user: 'M10 9.500a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.600ZM3.5 17.300c.5-3.8 3-5.8 6.5-5.800s6 2 6.5 5.8',
  key: 'M7 14.500a3.5 3.5 0 1 1 2.9-5.400L17 9v3h-2.500v2H12v-2H9.900A3.5 3.5 0 0 1 7 14.500Z',
  link: 'M8.5 11.5 11.5 8.500M9 6.500l2.2-2.200a3.2 3.2 0 0 1 4.5 4.500L13.5 11M11 13.500l-2.2 2.200a3.2 3.2 0 0 1-4.5-4.500L6.5 9',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  list: 'M7 5h10M7 10h10M7 15h10M3.5 5h.01M3.5 10h.01M3.5 15h.01',
  search: 'M9 14.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4',
  menu: 'M3 5.500h14M3 10h14M3 14.500h14',
  close: 'M5 5l10 10M15 5 5 15',
  sun: 'M10 13.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 1.500v2M10 16.500v2M1.5 10h2M16.5 10h2M4 4l1.4 1.400M14.6 14.6 16 16M4 16l1.4-1.400M14.6 5.4 16 4',
  moon: 'M16.5 12A7 7 0 0 1 8 3.500a7 7 0 1 0 8.5 8.500Z',
  contrast: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 3v14M10 6h5M10 9h6.800M10 12h6.500M10 15h4',
  tray: 'M3 11.5 5 4h10l2 7.500v4.500H3v-4.500ZM3 11.500h4l1 2h4l1-2h4',
  warning: 'M10 3 18 16.500H2L10 3ZM10 8v4M10 14.300h.01',
  copy: 'M7 7V3.500h9.500V13H13M3.5 7H13v9.500H3.500V7Z',
  plus: 'M10 4v12M4 10h12',
  check: 'M4 10.5 8 14.5 16 6',
  edit: 'M4 16l.8-3.500L13.5 3.800l2.7 2.700L7.5 15.2 4 16Z',
  chevron: 'M7.5 4.5 13 10l-5.5 5.5',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  down: 'M4.5 7.5 10 13l5.5-5.5',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.200l2.8 1.8',
  download: 'M10 3.500V13M6 9.500l4 4 4-4M3.5 13v3.500h13V13',
  globe:
    'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM3 10h14M10 3c2.6 2 3.6 4.5 3.6 7s-1 5-3.6 7c-2.6-2-3.6-4.5-3.6-7s1-5 3.6-7Z',
  filter: 'M3 4.500h14L12 11v5.500l-4-2V11L3 4.500Z',
  send: 'M3 9.500 17 3l-5.500 14-2.500-6L3 9.500Z',
  bell: 'M5 13.500V9a5 5 0 0 1 10 0v4.500l1.5 1.500h-13L5 13.500ZM8.5 17.200h3',
  lock: 'M4.5 9h11v8h-11V9ZM7 9V6.500a3 3 0 0 1 6 0V9',
} as const;

export type IconName = keyof typeof paths;

export const iconNames = Object.keys(paths) as IconName[];

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d=${paths[name]} /></svg>`;
}
