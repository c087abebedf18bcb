#!/usr/bin/env node
import { keepCompiledCode } from './compiled-code.ts';

keepCompiledCode();
// Only what is loaded from here on is kept.
const { main, mooseCommand } = await import('../cli/program.ts');
await main(mooseCommand(), process.argv.slice(2));
