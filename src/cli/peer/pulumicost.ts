#!/usr/bin/env node
import { runProcess } from '../run-process.ts';

await runProcess(['peer', 'pulumicost', ...process.argv.slice(2)]);
