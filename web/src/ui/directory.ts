/** Units, people and products by their ids, for pages that show names; empty for those who may not read them. */
import { allProducts, type Product } from '../api/catalogue/products.ts';
import { allUnits, type Unit } from '../api/organisation/units.ts';
import { allUsers, type User } from '../api/organisation/users.ts';
import { can } from '../api/session.ts';

export class Directory {
  units: Unit[] = [];
  users: User[] = [];
  products: Product[] = [];

  constructor(
    private readonly refresh: () => void,
    private readonly kinds: readonly ('units' | 'users' | 'products')[],
  ) {
    void this.load();
  }

  private async load(): Promise<void> {
    const units = this.kinds.includes('units') && can('units:read');
    const users = this.kinds.includes('users') && can('users:read');
    const products = this.kinds.includes('products') && can('products:read');
    [this.units, this.users, this.products] = await Promise.all([
      units ? allUnits().catch(() => []) : [],
      users ? allUsers().catch(() => []) : [],
      products ? allProducts().catch(() => []) : [],
    ]);
    this.refresh();
  }

  /** Empty when it is not known. */
  unitName(id: string | null | undefined): string {
    return this.units.find((unit) => unit.id === id)?.name ?? '';
  }

  /** Empty when it is not known. */
  productName(id: string | null | undefined): string {
    return this.products.find((product) => product.id === id)?.name ?? '';
  }

  /** Empty when it is not known. */
  userName(id: string | null | undefined): string {
    return this.users.find((user) => user.id === id)?.name ?? '';
  }
}
