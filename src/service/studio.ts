import type { StudioApi } from './api.ts';
import { cachedAsset, makeAsset } from './assets.ts';
import { Core, type CoreSetting } from './core.ts';
import { frameTableOf, probeOf, video } from '../corpus/queries/videos.ts';
import { DensityDesk } from './density-desk.ts';
import { densityHandler } from './http/density-http.ts';
import { mediaHandler } from './http/media-http.ts';
import { proxyHandler } from './http/proxy-http.ts';
import { pictureHandlers } from './http/pictures-http.ts';
import { timelineHandler } from './http/timeline-http.ts';
import type { PathHandler } from './http/server.ts';
import type { KnownVideo } from './media-files.ts';
import { carePart } from './parts/care.ts';
import { commandsPart } from './parts/commands.ts';
import { coveragePart } from './parts/coverage.ts';
import { derivePart } from './parts/derive.ts';
import { findPart } from './parts/find.ts';
import { exchangePart } from './parts/exchange.ts';
import { historyPart } from './parts/history.ts';
import { labelsPart } from './parts/labels.ts';
import { packsPart } from './parts/packs.ts';
import { projectsPart } from './parts/projects.ts';
import { proxiesPart } from './parts/proxies.ts';
import { relinkPart } from './parts/relink.ts';
import { settingsPart } from './parts/settings.ts';
import { systemPart } from './parts/system.ts';
import { suggestingPart } from './parts/suggesting.ts';
import { trainingPart } from './parts/training.ts';
import { timelineBytes, timelinePart } from './parts/timeline.ts';
import { videosPart } from './parts/videos.ts';
import { ProxyDesk } from './proxy-desk.ts';

/** The whole service without its socket: what can be asked for, and the bytes that go by plain GET. */
export interface Studio {
  readonly core: Core;
  readonly api: StudioApi;
  readonly handlers: readonly PathHandler[];
}

export function createStudio(setting: CoreSetting): Studio {
  const core = new Core(setting);
  const proxies = new ProxyDesk(core);
  const api: StudioApi = {
    ...systemPart(core),
    ...settingsPart(core),
    ...projectsPart(core),
    ...carePart(core),
    ...packsPart(core),
    ...relinkPart(core),
    ...exchangePart(core),
    ...videosPart(core),
    ...labelsPart(core),
    ...derivePart(core),
    ...proxiesPart(core, proxies),
    ...timelinePart(core),
    ...commandsPart(core),
    ...findPart(core),
    ...coveragePart(core),
    ...historyPart(core),
    ...suggestingPart(core),
    ...trainingPart(core),
  };
  const densities = new DensityDesk(core);
  const timeline = timelineHandler((id) => (known(core, id) === null ? null : timelineBytes(core, id)));
  return {
    core,
    api,
    handlers: [
      mediaHandler(mediaSource(core)),
      proxyHandler((id) => proxies.file(id)),
      ...pictureHandlers(pictureSource(core)),
      timeline,
      densityHandler((id) => (core.open === null ? Promise.resolve(null) : densities.ask(id))),
    ],
  };
}

function known(core: Core, id: string): KnownVideo | null {
  if (core.open === null) return null;
  const { db, paths } = core.open.project;
  const record = video(db, paths.dir, id);
  return record === null ? null : { id, paths: [record.path], fingerprint: record.fingerprint };
}

function mediaSource(core: Core): Parameters<typeof mediaHandler>[0] {
  return {
    video: (id) => known(core, id),
    locate: async (each) => {
      const { project, files } = core.session;
      const found = await files.locate(each);
      const record = video(project.db, project.paths.dir, each.id);
      // Put back where it was: the queue is to say so as well.
      if (found.state === 'here' && record !== null && record.fileState !== 'ready')
        await project.writer.job('setVideoState', { videos: [each.id], state: 'ready' });
      return found;
    },
    lost: (id, state) => {
      // The page learns it from the change that this makes; when even that fails, from the 404.
      void core.session.project.writer.job('setVideoState', { videos: [id], state }).catch(() => undefined);
    },
  };
}

function pictureSource(core: Core): Parameters<typeof pictureHandlers>[0] {
  return {
    frames: (id) => {
      if (known(core, id) === null) return null;
      const { pts, end } = frameTableOf(core.session.project.db, id);
      const all = new Float64Array(pts.length + 1);
      all.set(pts);
      all[pts.length] = end;
      return all;
    },
    asset: async (id, kind) => {
      const found = known(core, id);
      if (found === null) return null;
      const { fingerprint } = found;
      const { project, cache, files } = core.session;
      return core.desk.ask(id, kind, fingerprint, {
        cached: () => cachedAsset(kind, cache, fingerprint),
        make: (signal) =>
          makeAsset(
            kind,
            cache,
            fingerprint,
            async () => {
              const tools = await core.setting.toolbox.tools();
              const place = await files.locate(found);
              if (place.state !== 'here') throw new Error('The file of this video is not where it was.');
              return {
                video: { ...probeOf(project.db, project.paths.dir, id), id },
                path: place.path,
                tools,
              };
            },
            signal,
          ),
      });
    },
  };
}
