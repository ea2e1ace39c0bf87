import { parseArgs } from 'node:util';
import { sentenceOf } from '../src/service/sentence.ts';
import { startService, type RunningService } from '../src/service/start-service.ts';
import type { FromService } from './process-contract.ts';
import { utilitySpawner, type ParentPort } from './utility-spawner.ts';

/**
 * The service inside Electron's utility process: the same service as in the browser shell, with worker processes forked by main.
 * @param port to Electron's main process
 * @param argv `--page DIR [--project DIR]`
 * @param leave ends this process
 */
export async function runService(
  port: ParentPort,
  argv: readonly string[],
  leave: (code: number) => void,
): Promise<void> {
  let service: RunningService | null = null;
  const tell = (message: FromService): void => {
    port.postMessage(message);
  };
  const close = async (): Promise<void> => service?.close();
  const spawner = utilitySpawner(port, () => {
    void close().then(
      () => leave(0),
      () => leave(1),
    );
  });
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { page: { type: 'string' }, project: { type: 'string' } },
    });
    service = await startService({
      shell: 'electron',
      spawner,
      pageDir: values.page,
      project: values.project,
    });
    tell({ type: 'ready', url: service.url, entryUrl: service.mintLink() });
  } catch (error) {
    tell({ type: 'failed', sentence: sentenceOf(error) });
    leave(1);
  }
}
