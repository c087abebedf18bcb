export { codeFrame } from '../model/code-frame.ts';
