#!/usr/bin/env node
import { keepCompiledCode } from './compiled-code.ts';

keepCompiledCode();
// Only what is loaded from here on is kept.
const { main, migrateCommand } = await import('../cli/program.ts');
await main(migrateCommand(), process.argv.slice(2));
