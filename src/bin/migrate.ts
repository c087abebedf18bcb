#!/usr/bin/env node
import { main, migrateCommand } from '../cli/program.ts';

await main(migrateCommand(), process.argv.slice(2));
