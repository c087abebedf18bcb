export { copyChecks } from './copy-checks.ts';
export { ANY_PARTITIONS, type CopyText, copyIn } from './copy-text.ts';
