import { randomUUID } from 'node:crypto';
import { attachMaterializedView, attachTable, attachView, createMaterializedView, createView } from '../ddl/create.ts';
import type { ReadObject } from '../ddl/read-object.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import type { Address } from '../model/address.ts';
import { addressOf } from '../model/address.ts';
import type { Shadow } from './shadow.ts';
import { type ShadowForm, shadowForm } from './shadow-form.ts';

/** How one live object gets into a shadow. */
interface Loading {
  readonly address: Address;
  readonly statement: string;
  /** Whether it is an ATTACH, which asks for nothing; a CREATE needs its sources and comes last. */
  readonly isAttach: boolean;
  readonly form: ShadowForm | null;
}

/** What became of the objects that were to be loaded. */
export interface Loaded {
  /** What was left out of a table for the shadow's sake, to be put back into what is read. */
  readonly forms: ReadonlyMap<Address, ShadowForm>;
  readonly errors: ReadonlyMap<Address, ServerError>;
}

function loadingOf(reading: ReadObject, shadow: Shadow): Loading | null {
  switch (reading.family) {
    case 'table': {
      const form = shadowForm(reading.object, shadow.settings);
      return { address: reading.object.address, statement: attachTable(form.table, randomUUID()), isAttach: true, form };
    }
    case 'view': {
      const attach = attachView(reading.object, randomUUID());
      return { address: reading.object.address, statement: attach ?? createView({ ...reading.object, security: null }), isAttach: attach !== null, form: null };
    }
    case 'materialized-view': {
      const attach = attachMaterializedView(reading.object, randomUUID());
      const view = { ...reading.object, security: null };
      return { address: view.address, statement: attach ?? createMaterializedView(view), isAttach: attach !== null, form: null };
    }
    default:
      return null;
  }
}

/** Loads live objects, without rows, into a shadow that has their databases. What cannot be loaded is told, not thrown. */
export async function loadLive(readings: readonly ReadObject[], shadow: Shadow): Promise<Loaded> {
  const loadings = readings.map((reading) => loadingOf(reading, shadow)).filter((loading) => loading !== null);
  const errors = new Map<Address, ServerError>();
  for (const isAttach of [true, false]) {
    const wave = loadings.filter((loading) => loading.isAttach === isAttach);
    const answers = await shadow.runAll(wave.map(({ statement }) => statement));
    wave.forEach(({ address }, at) => {
      const error = answers[at];
      if (error !== null && error !== undefined) errors.set(address, error);
    });
  }
  const forms = loadings.flatMap(({ address, form }) => (form === null ? [] : [[address, form] as const]));
  return { forms: new Map(forms), errors };
}

/** Address of a reading of any family. */
export function addressOfReading(reading: ReadObject): Address {
  return reading.family === 'other' ? addressOf(reading.object.database, reading.object.name) : reading.object.address;
}
