/** The trainer process: `trainer-worker SOCKET`. */
import { compactKit } from './compact-kit.ts';
import { runTrainerWorker } from './trainer-worker.ts';

await runTrainerWorker(process.argv.at(-1) ?? '', compactKit);
