#!/usr/bin/env node
import { main, mooseCommand } from '../cli/program.ts';

await main(mooseCommand(), process.argv.slice(2));
