import type { Problem, SourcePosition } from '../../errors.ts';
import type { DeclaredColumn } from '../../model/declared.ts';
export function columnsFromZod(_schema: unknown, _position: SourcePosition | null): { columns: readonly DeclaredColumn[]; problems: readonly Problem[] } {
  return { columns: [], problems: [] };
}
