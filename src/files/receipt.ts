import { parseDocument } from 'yaml';
import { hashRehearsed } from '../model/hash.ts';
import type { Operation } from '../model/operation.ts';
import { planDocumentText } from './plan.ts';
import type { Rehearsal } from './plan-header.ts';

/** A receipt for operations as they are to stand in the file, with the hazards that are left of them. */
export function receiptFor(receipt: Rehearsal, operations: readonly Operation[]): Rehearsal {
  return receipt.is === 'rehearsed' ? { ...receipt, operations: hashRehearsed(operations) } : receipt;
}

/** The text of a plan with another receipt of its rehearsal. Everything else stays, comments and order of keys included. */
export function withReceipt(text: string, receipt: Extract<Rehearsal, { readonly is: 'rehearsed' }>): string {
  const document = parseDocument(text);
  const { engine, operations, outcome } = receipt;
  document.setIn(['plan', 'rehearsed'], { engine, operations, outcome });
  document.deleteIn(['plan', 'not_rehearsed']);
  return planDocumentText(document);
}
