/** A trainer process with the tabular policy, slow enough to be killed in the middle. Its socket is its last argument. */
import { runTrainerWorker } from '../trainer-worker.ts';
import { tabularKit } from './tabular-kit.ts';

const delayMs = Number(process.env['TABULAR_DELAY_MS'] ?? 0);
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, delayMs));
await runTrainerWorker(process.argv.at(-1) ?? '', tabularKit(pause));
