export { isStrayError } from '../project/load/stray-errors.ts';
