/** What a group of the structure is called. */
import type { CustomerStructure, StructureRow } from '../../../api/insight/structure.ts';
import { t, word } from '../../../ui/text.ts';

export function groupName(row: Pick<StructureRow, 'key' | 'name'>, by: CustomerStructure['by']): string {
  if (!row.key) return t('structure.none');
  if (by === 'tier') return word('tier', row.key);
  if (by === 'source') return word('source', row.key);
  return row.name ?? t('common.name_unknown');
}
