import { english } from '../../../tasks/said/said.ts';
import { unpack } from '../unpack.ts';

/** Run by pack.test.ts as a process of its own: unpacks until a file is half written, and dies as a power cut would have it. */
const [file = '', dir = '', half = ''] = process.argv.slice(2);
await unpack(file, dir, {
  signal: new AbortController().signal,
  keeperEntry: null,
  progress: (_done, _total, doing) => {
    if (english(doing).endsWith(half)) process.kill(process.pid, 'SIGKILL');
  },
});
