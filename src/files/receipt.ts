import { parseDocument } from 'yaml';
import type { Rehearsal } from './plan-header.ts';

/** The text of a plan with another receipt of its rehearsal. Everything else stays, comments and order of keys included. */
export function withReceipt(text: string, receipt: Extract<Rehearsal, { readonly is: 'rehearsed' }>): string {
  const document = parseDocument(text);
  const { engine, operations, outcome } = receipt;
  document.setIn(['plan', 'rehearsed'], { engine, operations, outcome });
  document.deleteIn(['plan', 'not_rehearsed']);
  return document.toString({ lineWidth: 0, indentSeq: false });
}
