import type { Address } from '../../model/address.ts';

/** What an object and its parts are called in the code. */
export interface ObjectNames {
  /** `pageViews` */
  readonly constant: string;
  /** `PageView`; a view has none that is used. */
  readonly row: string;
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
export type SourceReading =
  | { readonly is: 'declared'; readonly source: ObjectSource }
  | { readonly is: 'undeclarable'; readonly because: string };
