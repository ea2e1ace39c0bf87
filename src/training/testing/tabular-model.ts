/** A model process with the tabular policy. Its socket is its last argument. */
import { runModelWorker } from '../suggest-worker.ts';
import { tabularKit } from './tabular-kit.ts';

await runModelWorker(process.argv.at(-1) ?? '', tabularKit());
