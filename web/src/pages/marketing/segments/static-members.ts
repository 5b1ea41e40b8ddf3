/** The members of a segment made by hand: added by pasted lines, taken out one by one. */
import { html, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import { searchCustomers } from '../../../api/customers/profiles.ts';
import {
  type Member,
  memberIds,
  putMembers,
  readSegment,
  type Segment,
} from '../../../api/marketing/segments.ts';
import { linesOf, matchLine } from '../../../models/marketing/pasted-lines.ts';
import { actionButton } from '../../../ui/components.ts';
import { textField } from '../../../ui/fields.ts';
import { FieldErrors } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { announce } from '../../../ui/notices.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { joined, t } from '../../../ui/text.ts';
import type { MemberTools } from './members-card.ts';

/** Lines that are looked up at once. */
const mostLines = 200;
/** How many that a line could mean are looked at. */
const mostFound = 20;

export class StaticMembers {
  private readonly dialog: FormDialog<undefined, Tagged<Segment>>;

  constructor(
    private readonly id: string,
    refresh: () => void,
    private readonly changed: (segment: Tagged<Segment>) => void,
  ) {
    this.dialog = new FormDialog<undefined, Tagged<Segment>>(refresh, {
      name: 'members',
      title: () => t('segments.members.add'),
      label: () => t('segments.members.add'),
      wide: true,
      fields: (form) =>
        textField(form, 'customers', t('segments.members.add.lines'), {
          required: true,
          wide: true,
          rows: 8,
          hint: t('segments.members.add.hint', { count: mostLines }),
        }),
      send: async (values) => {
        const more = await lookUp(linesOf(values.text('customers') ?? ''));
        return this.put((ids) => [...new Set([...ids, ...more])]);
      },
      done: (segment) => {
        announce(t('common.saved'));
        changed(segment);
      },
    });
  }

  /** Changes the list as it is now; somebody else's change in between is refused. */
  private async put(change: (ids: string[]) => string[]): Promise<Tagged<Segment>> {
    const { tag } = await readSegment(this.id);
    return putMembers(this.id, tag, change(await memberIds(this.id)));
  }

  private remove = (member: Member): void => {
    void this.put((ids) => ids.filter((id) => id !== member.customer_id)).then(
      this.changed,
      (error: unknown) => announce(problemText(error).title),
    );
  };

  readonly tools: MemberTools = {
    add: () =>
      actionButton({
        action: 'segments:write',
        label: t('segments.members.add'),
        small: true,
        run: () => this.dialog.show(undefined),
      }),
    row: (member) =>
      actionButton({
        action: 'segments:write',
        label: t('segments.members.remove'),
        describe: member.name,
        small: true,
        run: () => this.remove(member),
      }),
  };

  view = (): TemplateResult => html`${this.dialog.view()}`;
}

/** Whom the lines mean. When one is not clear nobody is added, and the lines that are not are problems. */
async function lookUp(lines: readonly string[]): Promise<string[]> {
  if (lines.length > mostLines)
    throw new FieldErrors({ customers: t('segments.members.add.many', { count: mostLines }) });
  const ids: string[] = [];
  const nobody: string[] = [];
  const several: string[] = [];
  for (const line of lines) {
    if (line.startsWith('cus_')) {
      ids.push(line);
      continue;
    }
    const found = matchLine(line, await searchCustomers(line, mostFound));
    if (found === 'nobody') nobody.push(line);
    else if (found === 'several') several.push(line);
    else ids.push(found.id);
  }
  const problems = [
    nobody.length > 0 ? t('segments.members.add.nobody', { lines: joined(nobody) }) : '',
    several.length > 0 ? t('segments.members.add.several', { lines: joined(several) }) : '',
  ].filter(Boolean);
  if (problems.length > 0) throw new FieldErrors({ customers: problems.join(' ') });
  return ids;
}
