/** The model process: `model-worker SOCKET`. */
import { compactKit } from './compact-kit.ts';
import { runModelWorker } from './suggest-worker.ts';

await runModelWorker(process.argv.at(-1) ?? '', compactKit);
