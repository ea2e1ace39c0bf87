import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Examined } from '../../training/model-host.ts';
import { ServiceError, type StudioApi } from '../api.ts';
import type { Core } from '../core.ts';

const NONE = 'None is set: policies see through their own eyes alone.';

/** `settings`: what holds on this machine, whatever project is open. */
export function settingsPart(core: Core): Pick<StudioApi, 'settings'> {
  const { appSettings } = core.setting;
  // A model of hundreds of megabytes is looked at once for as long as it stays the same file.
  let known: { readonly key: string; readonly found: Examined } | null = null;
  const examine = async (file: string): Promise<Examined> => {
    const facts = await stat(file).catch(() => null);
    const key = `${file} ${facts?.size} ${facts?.mtimeMs}`;
    if (known?.key === key) return known.found;
    const found = await core.session.model.examine(file);
    known = { key, found };
    return found;
  };
  return {
    settings: {
      frameEncoder: async () => {
        const { frameEncoder: file } = await appSettings.read();
        return file === null ? { file, usable: true, sentence: NONE } : { file, ...(await examine(file)) };
      },
      setFrameEncoder: async ({ file }) => {
        if (file === null) {
          await appSettings.change({ frameEncoder: null });
          return { file, usable: true, sentence: NONE };
        }
        const path = resolve(file);
        const found = await examine(path);
        if (!found.usable) throw new ServiceError('bad-request', found.sentence);
        await appSettings.change({ frameEncoder: path });
        return { file: path, ...found };
      },
    },
  };
}
