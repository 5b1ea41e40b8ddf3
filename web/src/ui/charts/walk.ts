/** One stop of the tab key for many marks of a chart: arrows lead from one to the next, Home and End to the ends. */

/** Moves the focus among the marks that match `selector`; `sideways`: up and down are left to the page. */
export function walkAmong(event: KeyboardEvent, selector: string, { sideways = false } = {}): void {
  const root = event.currentTarget as Element;
  const marks = [...root.querySelectorAll<HTMLElement | SVGElement>(selector)];
  const at = marks.indexOf(event.target as HTMLElement);
  const to = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: marks.length - 1,
    ...(sideways ? {} : { ArrowUp: at - 1, ArrowDown: at + 1 }),
  }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const next = marks[to];
  if (!next) return;
  // The one that can be reached by the tab key is the one that was reached last.
  for (const mark of marks) mark.setAttribute('tabindex', mark === next ? '0' : '-1');
  next.focus();
}

/** Puts what a mark says into the line for it, for those who point at it or walk there. */
export function readAloud(event: Event): void {
  const mark = event.target instanceof Element ? event.target.closest('[tabindex]') : null;
  const figure = mark?.closest('figure');
  const line = figure?.querySelector('.chart-reading');
  if (line && mark) line.textContent = mark.getAttribute('aria-label');
}
