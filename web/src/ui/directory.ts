/** Units and people by their ids, for pages that show names; empty for those who may not read them. */
import { allUnits, type Unit } from '../api/organisation/units.ts';
import { allUsers, type User } from '../api/organisation/users.ts';
import { can } from '../api/session.ts';

export class Directory {
  units: Unit[] = [];
  users: User[] = [];

  constructor(
    private readonly refresh: () => void,
    private readonly kinds: readonly ('units' | 'users')[],
  ) {
    void this.load();
  }

  private async load(): Promise<void> {
    const units = this.kinds.includes('units') && can('units:read');
    const users = this.kinds.includes('users') && can('users:read');
    [this.units, this.users] = await Promise.all([
      units ? allUnits().catch(() => []) : [],
      users ? allUsers().catch(() => []) : [],
    ]);
    this.refresh();
  }

  /** Empty when it is not known. */
  unitName(id: string | null | undefined): string {
    return this.units.find((unit) => unit.id === id)?.name ?? '';
  }

  /** Empty when it is not known. */
  userName(id: string | null | undefined): string {
    return this.users.find((user) => user.id === id)?.name ?? '';
  }
}
