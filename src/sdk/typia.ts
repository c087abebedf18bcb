/**
 * What stands in for the package typia where a project names its tags but does not have it installed, so that their types
 * resolve. Nothing of it exists at run time. The shape is typia's own: https://typia.io/docs/validators/tags
 */
declare namespace typiaTags {
  type TagBase<Props> = { 'typia.tag'?: Props };

  type Format<Value extends string> = TagBase<{ target: 'string'; kind: 'format'; value: Value }>;
  type Type<Value extends 'int32' | 'uint32' | 'int64' | 'uint64' | 'float' | 'double'> = TagBase<{
    target: 'number' | 'bigint';
    kind: 'type';
    value: Value;
  }>;
  type Pattern<Value extends string> = TagBase<{ target: 'string'; kind: 'pattern'; value: Value }>;
  type Minimum<Value extends number | bigint> = TagBase<{ kind: 'minimum'; value: Value }>;
  type Maximum<Value extends number | bigint> = TagBase<{ kind: 'maximum'; value: Value }>;
  type ExclusiveMinimum<Value extends number | bigint> = TagBase<{ kind: 'exclusiveMinimum'; value: Value }>;
  type ExclusiveMaximum<Value extends number | bigint> = TagBase<{ kind: 'exclusiveMaximum'; value: Value }>;
  type MultipleOf<Value extends number | bigint> = TagBase<{ kind: 'multipleOf'; value: Value }>;
  type MinLength<Value extends number> = TagBase<{ kind: 'minLength'; value: Value }>;
  type MaxLength<Value extends number> = TagBase<{ kind: 'maxLength'; value: Value }>;
  type MinItems<Value extends number> = TagBase<{ kind: 'minItems'; value: Value }>;
  type MaxItems<Value extends number> = TagBase<{ kind: 'maxItems'; value: Value }>;
  type UniqueItems<Value extends boolean = true> = TagBase<{ kind: 'uniqueItems'; value: Value }>;
  type ContentMediaType<Value extends string> = TagBase<{ kind: 'contentMediaType'; value: Value }>;
  type Default<Value> = TagBase<{ kind: 'default'; value: Value }>;
  type Example<Value> = TagBase<{ kind: 'example'; value: Value }>;
  type Examples<Values> = TagBase<{ kind: 'examples'; value: Values }>;
  type Constant<Value, Content = unknown> = Value & TagBase<{ kind: 'constant'; value: Content }>;
  type Sequence<Value extends number> = TagBase<{ kind: 'sequence'; value: Value }>;
  type JsonSchemaPlugin<Schema> = TagBase<{ kind: 'jsonPlugin'; value: Schema }>;
}

export type { typiaTags as tags };

type Call = <T = unknown>(...inputs: readonly unknown[]) => T;

// Both spellings are in use: `tags.Format` of a named import, and `typia.tags.Format` of the default one.
// biome-ignore lint/complexity/noStaticOnlyClass: only a class can be merged with a namespace and take any name as a member.
declare abstract class typia {
  static readonly [name: string]: Call & { readonly [name: string]: Call };
}
declare namespace typia {
  export import tags = typiaTags;
}
export default typia;
