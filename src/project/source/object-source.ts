import type { Address } from '../../model/address.ts';
import type { LifeCycle } from '../../model/life-cycle.ts';
import { type ConfigValue, code } from './config-value.ts';
import type { Names } from './names.ts';

/** What an object and its parts are called in the code. */
export interface ObjectNames {
  /** `pageViews` */
  readonly constant: string;
  /** `PageView`; empty for what has no rows of its own. */
  readonly row: string;
}

/** What every declaration says besides itself. */
export interface Place {
  /** Null for the project's own database. */
  readonly database: string | null;
  readonly lifeCycle: LifeCycle;
  /** Gives out the variables that hold secrets. */
  readonly variables: Names;
}

/** The code that declares one object, and what it needs to stand in a file. */
export interface ObjectSource {
  /** Declarations with an empty line between them and a line end. */
  readonly code: string;
  /** Values from the library. */
  readonly values: readonly string[];
  /** Types from the library. */
  readonly types: readonly string[];
  /** Names of other objects: `pageViews` as a value, `PageView` as a type. */
  readonly uses: readonly Use[];
  /** Variables of the environment that must hold secrets. */
  readonly variables: readonly string[];
}

/** A name that another object's file exports. */
export interface Use {
  readonly address: Address;
  readonly name: string;
  readonly isType: boolean;
}

/** An object as code, or why it cannot be declared. */
export type SourceReading = { readonly is: 'declared'; readonly source: ObjectSource } | Undeclarable;

export interface Undeclarable {
  readonly is: 'undeclarable';
  readonly because: string;
}

export function undeclarable(because: string): Undeclarable {
  return { is: 'undeclarable', because };
}

/** A declared object; what is not given is empty. */
export function declaredAs(code: string, parts: Partial<Omit<ObjectSource, 'code'>>): SourceReading {
  return { is: 'declared', source: { code, values: [], types: [], uses: [], variables: [], ...parts } };
}

/** The `lifeCycle` of a config; null for the one that goes without saying. */
export function lifeCycleValue({ lifeCycle }: Pick<Place, 'lifeCycle'>): ConfigValue | null {
  return lifeCycle === 'FULLY_MANAGED' ? null : code(`LifeCycle.${lifeCycle}`);
}

/** What the library must give for the `lifeCycle` of a config. */
export function lifeCycleImport({ lifeCycle }: Pick<Place, 'lifeCycle'>): readonly string[] {
  return lifeCycle === 'FULLY_MANAGED' ? [] : ['LifeCycle'];
}
