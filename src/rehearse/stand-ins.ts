import { createTable } from '../ddl/create.ts';
import type { Address } from '../model/address.ts';
import type { Operation } from '../model/operation.ts';
import type { Table } from '../model/table.ts';
import { type Known, shadowForm } from './shadow-form.ts';
import { surroundingsFor } from './surroundings.ts';

/** Tables of one engine are named one by one up to this many. */
const MOST_NAMES = 3;

function tablesMadeBy(operations: readonly Operation[]): readonly Table[] {
  return operations.flatMap((operation) => (operation.kind === 'CreateTable' ? [operation.table] : []));
}

function named(addresses: readonly Address[]): string {
  const shown = addresses.slice(0, MOST_NAMES).join(', ');
  return addresses.length > MOST_NAMES ? `${shown} and ${addresses.length - MOST_NAMES} more` : shown;
}

function engineLines(tables: readonly Table[], known: Known): readonly string[] {
  const replaced = new Map<string, Address[]>();
  for (const table of tables) {
    const [wanted, made] = [table.engine.name, shadowForm(table, known).table.engine.name];
    if (wanted === made) continue;
    const line = `${made} for the engine ${wanted}`;
    replaced.set(line, [...(replaced.get(line) ?? []), table.address]);
  }
  return [...replaced].map(([line, addresses]) => `${line} of ${named(addresses)}`);
}

/** What the shadow had only a likeness of when these operations ran on it, a line each. */
export function standInLines(operations: readonly Operation[], known: Known): readonly string[] {
  const tables = tablesMadeBy(operations);
  const texts = tables.map(createTable);
  const { clusters, policies, disks, rollups } = surroundingsFor(texts, known.surroundings);
  const isNamed = ({ name }: { readonly name: string }): boolean => texts.some((text) => text.includes(name));
  const around = (what: string, part: readonly { readonly name: string }[] | null): string | null => {
    const names = (part ?? []).filter(isNamed).map(({ name }) => name);
    return names.length === 0 ? null : `${what} ${names.join(', ')}`;
  };
  const lines = [
    ...engineLines(tables, known),
    around('the engine itself for the servers of the cluster', clusters),
    around('folders for the storage policy', policies?.filter(({ name }) => name !== 'default') ?? null),
    around(
      'folders for the disk',
      disks?.filter((name) => name !== 'default').map((name) => ({ name })) ?? null,
    ),
    around('the rules of the target for the rollup', rollups),
  ];
  return lines.filter((line) => line !== null).map((line) => `rehearsed with a stand-in: ${line}`);
}
