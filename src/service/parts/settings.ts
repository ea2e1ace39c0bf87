import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { say, told } from '../../tasks/said/said.ts';
import type { Examined } from '../../training/model-host.ts';
import { ServiceError, type StudioApi } from '../api.ts';
import type { CudaFolder } from '../contract/index.ts';
import { pageSettings } from '../contract/page-settings.ts';
import type { Core } from '../core.ts';
import { cudaRefusal } from '../devices.ts';
import { ffmpegStatus } from './ffmpeg-choice.ts';

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
        return file === null
          ? { file, usable: true, ...told(say('noEncoder')) }
          : { file, ...(await examine(file)), said: null };
      },
      setFrameEncoder: async ({ file }) => {
        if (file === null) {
          await appSettings.change({ frameEncoder: null });
          return { file, usable: true, ...told(say('noEncoder')) };
        }
        const path = resolve(file);
        const found = await examine(path);
        if (!found.usable) throw new ServiceError('bad-request', found.sentence);
        await appSettings.change({ frameEncoder: path });
        return { file: path, ...found, said: null };
      },
      cudaFolder: async () => cudaStatus((await appSettings.read()).cudaFolder),
      setCudaFolder: async ({ folder }) => {
        const path = folder === null ? null : resolve(folder);
        const refusal = path === null ? null : cudaRefusal(path);
        if (refusal !== null) throw new ServiceError('bad-request', refusal);
        await appSettings.change({ cudaFolder: path });
        // A process finds the provider only when it starts.
        await core.open?.model.renew();
        return cudaStatus(path);
      },
      ffmpeg: async () => ffmpegStatus((await appSettings.read()).ffmpeg ?? null, core.setting.toolbox),
      setFfmpeg: async ({ file }) => {
        const path = file === null ? null : resolve(file);
        if (path !== null) {
          const { usable, sentence, said } = await ffmpegStatus(path);
          if (!usable) throw new ServiceError('bad-request', said ?? sentence);
        }
        await appSettings.change({ ffmpeg: path });
        core.setting.toolbox.renew();
        return ffmpegStatus(path, core.setting.toolbox);
      },
      page: async () => pageSettings.parse((await appSettings.read()).page ?? {}),
      setPage: async (input) => {
        const { page } = await appSettings.update(({ page: before }) => ({
          page: pageSettings.parse({ ...before, ...input }),
        }));
        return pageSettings.parse(page ?? {});
      },
    },
  };
}

function cudaStatus(folder: string | null): CudaFolder {
  if (folder === null) return { folder, usable: true, ...told(say('noCuda')) };
  const refusal = cudaRefusal(folder);
  return {
    folder,
    usable: refusal === null,
    ...told(refusal ?? say('cudaThere')),
  };
}
