/** Units, people, products, attributes and competitors, for pages that show names; empty for those who may not read them. */
import { allProducts, type Product } from '../api/catalogue/products.ts';
import { type Attribute, allAttributes } from '../api/customers/attributes.ts';
import { allCompetitors, type Competitor } from '../api/customers/competitors.ts';
import { allUnits, type Unit } from '../api/organisation/units.ts';
import { allUsers, type User } from '../api/organisation/users.ts';
import { can } from '../api/session.ts';
import { t } from './text.ts';

export class Directory {
  units: Unit[] = [];
  users: User[] = [];
  products: Product[] = [];
  attributes: Attribute[] = [];
  competitors: Competitor[] = [];
  /** False while names are on their way. */
  isRead = false;

  constructor(
    private readonly refresh: () => void,
    private readonly kinds: readonly ('units' | 'users' | 'products' | 'attributes' | 'competitors')[],
  ) {
    void this.load();
  }

  private async load(): Promise<void> {
    const units = this.kinds.includes('units') && can('units:read');
    const users = this.kinds.includes('users') && can('users:read');
    const products = this.kinds.includes('products') && can('products:read');
    const attributes = this.kinds.includes('attributes') && can('customers:read');
    const competitors = this.kinds.includes('competitors') && can('customers:read');
    [this.units, this.users, this.products, this.attributes, this.competitors] = await Promise.all([
      units ? allUnits().catch(() => []) : [],
      users ? allUsers().catch(() => []) : [],
      products ? allProducts().catch(() => []) : [],
      attributes ? allAttributes().catch(() => []) : [],
      competitors ? allCompetitors().catch(() => []) : [],
    ]);
    this.isRead = true;
    this.refresh();
  }

  /** Empty when it is not known. */
  unitName(id: string | null | undefined): string {
    return this.units.find((unit) => unit.id === id)?.name ?? '';
  }

  /** For where only a name can stand: says so when none is known, and nothing while names are on their way. */
  unitNameOrNone(id: string): string {
    return this.unitName(id) || (this.isRead ? t('common.name_unknown') : '');
  }

  /** As `unitNameOrNone`, for a person. */
  userNameOrNone(id: string | null | undefined): string {
    if (!id) return '';
    return this.userName(id) || (this.isRead ? t('common.name_unknown') : '');
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
