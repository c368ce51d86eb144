// The columns of the list: their widths are shared by the header and the rows.
import type { PeopleOrder } from '../api/client';

export interface Column {
  key: 'name' | 'stage' | 'source' | 'last' | 'next';
  label: string;
  /** What a click on the header sorts by; some columns cannot be sorted by. */
  order?: PeopleOrder;
}

export const COLUMNS: readonly Column[] = [
  { key: 'name', label: 'Name', order: 'name' },
  { key: 'stage', label: 'Stage', order: 'stage' },
  { key: 'source', label: 'Source' },
  { key: 'last', label: 'Last piece' },
  { key: 'next', label: 'Next step', order: 'next-step' },
];

export const WIDTHS: Record<Column['key'], string> = {
  name: 'flex-[1.1_1_0%]',
  stage: 'w-[96px] flex-none',
  source: 'w-[104px] flex-none',
  last: 'flex-[0.75_1_0%]',
  next: 'flex-[1.2_1_0%] pr-6',
};

/** Every way to sort, as the palette and the header say it. */
export const ORDERS: Record<PeopleOrder, string> = {
  'next-step': 'Next step',
  name: 'Name',
  company: 'Company',
  stage: 'Stage',
  added: 'Newest first',
};
