import { randomUUID } from 'node:crypto';
import {
  attachMaterializedView,
  attachTable,
  attachView,
  createMaterializedView,
  createView,
} from '../ddl/create.ts';
import { createDictionary, createFunction } from '../ddl/create-dictionary.ts';
import type { ReadObject } from '../ddl/read-object.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import { asTable } from '../facets/views/inner.ts';
import type { Address, ObjectName } from '../model/address.ts';
import { addressOf, addressOfName } from '../model/address.ts';
import { quoteName, quoteQualified } from '../model/tokens.ts';
import type { MaterializedView } from '../model/view.ts';
import type { Shadow } from './shadow.ts';
import { shadowDictionary } from './shadow-dictionary.ts';
import { type ShadowForm, shadowForm } from './shadow-form.ts';
import { STAND_IN_COLUMNS, shadowMaterializedView, shadowView } from './shadow-view.ts';

const WAVES = ['functions', 'attaches', 'creates'] as const;

/** How one live object gets into a shadow. */
interface Loading {
  readonly address: Address;
  readonly statements: readonly string[];
  /** An ATTACH asks for nothing; a CREATE of a view needs its sources, and functions before them all. */
  readonly wave: (typeof WAVES)[number];
  readonly form: ShadowForm | null;
}

/** What became of the objects that were to be loaded. */
export interface Loaded {
  /** What was left out of a table for the shadow's sake, to be put back into what is read. */
  readonly forms: ReadonlyMap<Address, ShadowForm>;
  readonly errors: ReadonlyMap<Address, ServerError>;
}

/** An inner table is a table of its own on the disk: it is attached beside its view. */
function materializedViewLoading(view: MaterializedView, shadow: Shadow): Loading {
  const uuid = randomUUID();
  const shadowed = shadowMaterializedView(view, shadow);
  const attach = attachMaterializedView(shadowed, uuid);
  const own = { address: view.address, form: null };
  if (attach === null)
    return { ...own, statements: [createMaterializedView(shadowed, { comment: true })], wave: 'creates' };
  const inner =
    shadowed.inner === null
      ? []
      : [
          attachTable(
            { ...asTable(shadowed.inner), database: view.database, name: `.inner_id.${uuid}` },
            randomUUID(),
          ),
        ];
  return { ...own, statements: [...inner, attach], wave: 'attaches' };
}

function loadingOf(reading: ReadObject, shadow: Shadow): Loading | null {
  const common = { form: null, wave: 'attaches' } as const;
  switch (reading.family) {
    case 'table': {
      const form = shadowForm(reading.object, shadow);
      return {
        ...common,
        address: reading.object.address,
        statements: [attachTable(form.table, randomUUID())],
        form,
      };
    }
    case 'view': {
      const attach = attachView(reading.object, randomUUID());
      const statement = attach ?? createView(shadowView(reading.object), { orReplace: false, comment: true });
      return {
        ...common,
        address: reading.object.address,
        statements: [statement],
        wave: attach === null ? 'creates' : 'attaches',
      };
    }
    case 'materialized-view':
      return materializedViewLoading(reading.object, shadow);
    case 'dictionary':
      return {
        ...common,
        address: reading.object.address,
        statements: [createDictionary(shadowDictionary(reading.object, true))],
      };
    case 'function':
      return {
        ...common,
        address: reading.object.address,
        statements: [createFunction({ ...reading.object, cluster: null })],
        wave: 'functions',
      };
    case 'other':
      return null;
    default:
      return reading satisfies never;
  }
}

const UNKNOWN_TABLE = 60;

/** Views whose target is gone from the server too: a table stands there for as long as the engine looks. */
async function attachWithoutTarget(
  readings: readonly ReadObject[],
  errors: Map<Address, ServerError>,
  shadow: Shadow,
): Promise<void> {
  const loaded = new Set(readings.map(addressOfReading).filter((address) => !errors.has(address)));
  for (const reading of readings) {
    if (reading.family !== 'materialized-view') continue;
    const { address, target, select } = reading.object;
    if (target === null || errors.get(address)?.code !== UNKNOWN_TABLE) continue;
    // It may as well be a source that is gone; what is there is no stand-in to be dropped.
    if (loaded.has(addressOfName(target))) continue;
    const name = quoteQualified(target.database, target.name);
    const statements = [
      `CREATE TABLE ${name} ENGINE = Null EMPTY AS ${select}`,
      ...materializedViewLoading(reading.object, shadow).statements,
      `DROP TABLE ${name} SYNC SETTINGS check_table_dependencies = 0`,
    ];
    const answers: (ServerError | null)[] = [];
    for (const statement of statements) answers.push(...(await shadow.runAll([statement])));
    if (answers.every((answer) => answer === null)) errors.delete(address);
  }
}

/** The columns that rows are read with from a view that writes into this table, as a view lists them. */
function columnsOf(target: ObjectName, readings: readonly ReadObject[]): string {
  const table = readings.find(
    ({ family, object }) =>
      family === 'table' && object.database === target.database && object.name === target.name,
  );
  const columns = table?.family === 'table' ? table.object.columns : [];
  return columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(', ') || STAND_IN_COLUMNS;
}

/**
 * Views whose SELECT is wrong on the server too: between a rename and the change of the view behind it they read what has
 * another name by now. With a list of columns, ATTACH does not look at the SELECT.
 */
async function attachUnread(
  readings: readonly ReadObject[],
  errors: Map<Address, ServerError>,
  shadow: Shadow,
): Promise<void> {
  for (const reading of readings) {
    if (reading.family !== 'materialized-view' || !errors.has(reading.object.address)) continue;
    const { address, target } = reading.object;
    if (target === null) continue;
    const view = { ...shadowMaterializedView(reading.object, shadow), columns: columnsOf(target, readings) };
    const statement = attachMaterializedView(view, randomUUID());
    if (statement === null) continue;
    const [error] = await shadow.runAll([statement]);
    if (error === null) errors.delete(address);
  }
}

/** Loads live objects, without rows, into a shadow that has their databases. What cannot be loaded is told, not thrown. */
export async function loadLive(readings: readonly ReadObject[], shadow: Shadow): Promise<Loaded> {
  const loadings = readings
    .map((reading) => loadingOf(reading, shadow))
    .filter((loading) => loading !== null);
  const errors = new Map<Address, ServerError>();
  for (const name of WAVES) {
    const wave = loadings
      .filter(({ wave: own }) => own === name)
      .flatMap(({ address, statements }) => statements.map((statement) => ({ address, statement })));
    const answers = await shadow.runAll(wave.map(({ statement }) => statement));
    wave.forEach(({ address }, at) => {
      const error = answers[at];
      if (error !== null && error !== undefined) errors.set(address, error);
    });
  }
  await attachWithoutTarget(readings, errors, shadow);
  await attachUnread(readings, errors, shadow);
  const forms = loadings.flatMap(({ address, form }) => (form === null ? [] : [[address, form] as const]));
  return { forms: new Map(forms), errors };
}

/** Address of a reading of any family. */
export function addressOfReading(reading: ReadObject): Address {
  return reading.family === 'other'
    ? addressOf(reading.object.database, reading.object.name)
    : reading.object.address;
}
