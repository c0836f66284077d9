#!/usr/bin/env node
import { runProcess } from '../run-process.ts';

await runProcess(['peer', 'finfocus', ...process.argv.slice(2)]);
