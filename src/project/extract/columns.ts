import type { Node } from 'typescript/unstable/ast';
import type { Problem } from '../../errors.ts';
import { printType } from '../../facets/types/type-text.ts';
import type { DeclaredColumn } from '../../model/declared.ts';
import { alternativesOf } from './alternatives.ts';
import { columnTags, isNullableColumn } from './column-tags.ts';
import { columnType } from './column-type.ts';
import { complainUnusable } from './complaint.ts';
import { docComment } from './doc-comment.ts';
import { inMember, inObject, type Place, type Reading, type Trouble } from './reading.ts';
import type { Member, ObjectShape, Shape } from './shape.ts';
import { fileOf, positionOf, problemAt } from './source-place.ts';

/** How to read the row type of one class. */
export interface RowRules {
  /** True where `[key: string]: any` may stand beside the properties, and is left out. */
  readonly allowsIndex: boolean;
  /** True where a type without properties, such as `{}`, holds anything, as `unknown` does. */
  readonly allowsNothing: boolean;
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
  const found =
    object === null
      ? []
      : object.members.map((member) => readColumn(member, inMember(inObject(TOP, object), member), source));
  return {
    columns: found.flatMap(({ column }) => (column === null ? [] : [column])),
    problems: [...troubles, ...found.flatMap((one) => one.troubles)].map((trouble) =>
      toProblem(trouble, source),
    ),
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
  if (leaf?.kind !== 'object' || leaves.length > 1)
    return complain(
      TOP,
      `\`${shape.text()}\` is not a row type`,
      'A row type is an interface or an object type; its properties are the columns.',
    );
  if (leaf.index !== null && !rules.allowsIndex) {
    return complain(
      TOP,
      `\`${shape.text()}\` has an index signature, and the columns of a table have names`,
      'Put the rest into a column of its own: `rest: Record<string, any>`.',
    );
  }
  if (leaf.members.length === 0 && leaf.index === null && !rules.allowsNothing)
    return complain(
      TOP,
      `\`${shape.text()}\` has no properties, so that the table would have no columns`,
      GENERIC_HINT,
    );
  return leaf;
}

const GENERIC_HINT = 'A row type cannot depend on a type parameter of the function or class around it.';

interface ReadColumn {
  readonly column: DeclaredColumn | null;
  readonly troubles: readonly Trouble[];
  readonly warnings: readonly Trouble[];
}

function readColumn(member: Member, place: Place, source: RowSource): ReadColumn {
  const alternatives = alternativesOf(member.shape);
  const read = columnType(member.shape, place, isNullableColumn(alternatives, member.isOptional));
  const tags = columnTags(alternatives.tags, place);
  const node = member.declaration();
  const values = {
    ...(node === null ? {} : commentOf(node)),
    ...Object.fromEntries(tags.values),
    ...(read.hasFreeNumbers ? { enumNumbers: 'free' } : {}),
  };
  const position = positionOf(source.projectDir, node ?? source.node);
  const column =
    read.type === null ? null : { name: member.name, type: printType(read.type), tags: values, position };
  return { column, troubles: [...read.troubles, ...tags.troubles], warnings: read.warnings };
}

function commentOf(node: Node): { readonly comment?: string; readonly renamedFrom?: string } {
  const text = fileOf(node)?.text ?? '';
  const { text: comment, renamedFrom } = docComment(text, node.pos, node.getStart());
  return { ...(comment === null ? {} : { comment }), ...(renamedFrom === null ? {} : { renamedFrom }) };
}

function toProblem({ code, place, because, hint }: Trouble, source: RowSource): Problem {
  const own = [...place.members].reverse().map((member) => member.declaration());
  const node =
    own.find(
      (declaration) => declaration !== null && source.isOwnFile(fileOf(declaration)?.fileName ?? ''),
    ) ?? source.node;
  return problemAt(
    source.projectDir,
    node,
    code,
    place.path === '' ? capital(because) : `\`${place.path}\`: ${because}`,
    hint,
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
