import { keepEnumNumbers } from '../facets/types/enum.ts';
import type { Address } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';

/**
 * Enum members of code without numbers get the numbers that the live column gives them: a member put in the middle must
 * not move the others, or stored values would change their meaning.
 *
 * @param free addresses of the columns whose numbers are ours to choose
 */
export function keepLiveEnumNumbers(
  declared: InfraMap,
  live: InfraMap,
  free: ReadonlySet<Address>,
): InfraMap {
  if (free.size === 0) return declared;
  const before = new Map(live.tables.map((table) => [table.address, table]));
  const tables = declared.tables.map((table) => {
    const own = before.get(table.address);
    if (own === undefined) return table;
    const columns = table.columns.map((column) => {
      const known = own.columns.find(({ name }) => name === column.name);
      const isFree = known !== undefined && free.has(`${table.address}/column/${column.name}`);
      return isFree ? { ...column, type: keepEnumNumbers(column.type, known.type) } : column;
    });
    return { ...table, columns };
  });
  return { ...declared, tables };
}
