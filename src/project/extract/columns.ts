import type { Node } from 'typescript/unstable/ast';
import type { Problem } from '../../errors.ts';
import { printType } from '../../facets/types/type-text.ts';
import type { DeclaredColumn, TagValue } from '../../model/declared.ts';
import { alternativesOf } from './alternatives.ts';
import { columnType } from './column-type.ts';
import { complainUnusable } from './complaint.ts';
import { docComment } from './doc-comment.ts';
import { inMember, inObject, type Place, type Reading, type Trouble } from './reading.ts';
import type { Member, ObjectShape, Shape } from './shape.ts';
import { fileOf, positionOf, problemAt } from './source-place.ts';
import { tagValue } from './tag-values.ts';

/** How to read the row type of one class. */
export interface RowRules {
  /** True where `[key: string]: any` may stand beside the properties, and is left out. */
  readonly allowsIndex: boolean;
}

export interface RowColumns {
  readonly columns: readonly DeclaredColumn[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Where a row type is used, and what may be shown of it. */
export interface RowSource {
  readonly projectDir: string;
  /** The type argument, or the class name when there is none. */
  readonly node: Node;
  /** Whether a file is the user's own, not of a package. */
  readonly isOwnFile: (path: string) => boolean;
}

const TOP: Place = { path: '', members: [], inside: [] };

/** The columns of a row type, all problems in it at once. */
export function rowColumns(shape: Shape, rules: RowRules, source: RowSource): RowColumns {
  const troubles: Trouble[] = [];
  const object = rowObject(shape, rules, troubles);
  const found = object === null ? [] : object.members.map((member) => readColumn(member, inMember(inObject(TOP, object), member), source));
  return {
    columns: found.flatMap(({ column }) => (column === null ? [] : [column])),
    problems: [...troubles, ...found.flatMap((one) => one.troubles)].map((trouble) => toProblem(trouble, source)),
    warnings: found.flatMap((one) => one.warnings).map((trouble) => toProblem(trouble, source)),
  };
}

function rowObject(shape: Shape, rules: RowRules, troubles: Trouble[]): ObjectShape | null {
  const complain: Reading['complain'] = (place, because, hint = null, code = 'TYPE_UNSUPPORTED') => {
    troubles.push({ code, place, because, hint });
    return null;
  };
  const { leaves } = alternativesOf(shape);
  const [leaf] = leaves;
  if (leaf?.kind === 'unusable') return complainUnusable({ complain } as Reading, TOP, leaf.is, leaf.text());
  if (leaf?.kind !== 'object' || leaves.length > 1) return complain(TOP, `\`${shape.text()}\` is not a row type`, 'A row type is an interface or an object type; its properties are the columns.');
  if (leaf.index !== null && !rules.allowsIndex) {
    return complain(TOP, `\`${shape.text()}\` has an index signature, and the columns of a table have names`, 'Put the rest into a column of its own: `rest: Record<string, any>`.');
  }
  if (leaf.members.length === 0 && leaf.index === null) return complain(TOP, `\`${shape.text()}\` has no properties, so that the table would have no columns`);
  return leaf;
}

interface ReadColumn {
  readonly column: DeclaredColumn | null;
  readonly troubles: readonly Trouble[];
  readonly warnings: readonly Trouble[];
}

const DEFAULTS = ['default', 'materialized', 'alias', 'ephemeral'];
const PASSED_ON = ['key', 'jwt', ...DEFAULTS, 'codec', 'ttl', 'comment', 'statistics', 'settings', 'renamedFrom'];

function readColumn(member: Member, place: Place, source: RowSource): ReadColumn {
  const { tags, hasNull, hasUndefined } = alternativesOf(member.shape);
  // With a default, `?` means that a row may come without the value, not that NULL is stored.
  const isNullable = hasNull || ((hasUndefined || member.isOptional) && !tags.has('default'));
  const read = columnType(member.shape, place, isNullable);
  const troubles = [...read.troubles];
  const values = new Map<string, TagValue>();
  for (const name of PASSED_ON) {
    const shape = tags.get(name);
    const value = shape === undefined ? null : tagValue(shape);
    if (value === undefined) troubles.push({ code: 'TYPE_UNSUPPORTED', place, because: `the tag for ${name} needs a literal`, hint: "Write the text itself: ClickHouseDefault<'now()'>." });
    else if (value !== null) values.set(name, value);
  }
  troubles.push(...contradictions(values, place));
  const node = member.declaration();
  const documented = node === null ? { comment: null, renamedFrom: null } : commentOf(node);
  for (const [name, value] of Object.entries(documented)) if (value !== null && !values.has(name)) values.set(name, value);
  if (read.hasFreeNumbers) values.set('enumNumbers', 'free');
  const position = node !== null ? positionOf(source.projectDir, node) : positionOf(source.projectDir, source.node);
  const column = read.type === null ? null : { name: member.name, type: printType(read.type), tags: Object.fromEntries(values), position };
  return { column, troubles, warnings: read.warnings };
}

function contradictions(values: ReadonlyMap<string, TagValue>, place: Place): readonly Trouble[] {
  const kinds = DEFAULTS.filter((name) => values.has(name)).map((name) => name.toUpperCase());
  const say = (because: string, hint: string): Trouble => ({ code: 'TYPE_UNSUPPORTED', place, because, hint });
  return [
    ...(kinds.length > 1 ? [say(`a column cannot have ${kinds.join(' and ')}`, 'Keep one of them.')] : []),
    ...(values.has('alias') && values.has('key') ? [say('a column that is an ALIAS is not stored and cannot be a key', 'Use ClickHouseMaterialized.')] : []),
  ];
}

function commentOf(node: Node): { readonly comment: string | null; readonly renamedFrom: string | null } {
  const text = fileOf(node)?.text ?? '';
  const { text: comment, renamedFrom } = docComment(text, node.pos, node.getStart());
  return { comment, renamedFrom };
}

function toProblem({ code, place, because, hint }: Trouble, source: RowSource): Problem {
  const own = [...place.members].reverse().map((member) => member.declaration());
  const node = own.find((declaration) => declaration !== null && source.isOwnFile(fileOf(declaration)?.fileName ?? '')) ?? source.node;
  return problemAt(source.projectDir, node, code, place.path === '' ? capital(because) : `\`${place.path}\`: ${because}`, hint);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
