import { runService } from './service-entry.ts';

/** Entry of the utility process: only here is there a port to Electron's main process. */
await runService(process.parentPort, process.argv.slice(2), (code) => process.exit(code));
