import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { PACK_ENDING, PackNames } from '../../exchange/pack/manifest.ts';
import { sizeText } from '../../exchange/pack/pack-errors.ts';
import { chosenVideos, planPack, type PackPlan } from '../../exchange/pack/plan-pack.ts';
import { openPack } from '../../exchange/pack/read-pack.ts';
import { unpack } from '../../exchange/pack/unpack.ts';
import { writePack } from '../../exchange/pack/write-pack.ts';
import { openProjectReader } from '../../corpus/project.ts';
import { say } from '../../tasks/said/said.ts';
import type { StudioApi } from '../api.ts';
import { projectInfoOf } from '../project-info.ts';
import type { Core } from '../core.ts';

/** `packs`: a project as one file for somebody else, and back. */
export function packsPart(core: Core): Pick<StudioApi, 'packs'> {
  const { version, keeperEntry } = core.setting.locations;
  return {
    packs: {
      plan: async () => {
        const { db, paths } = core.session.project;
        const plan = await planPack(db, paths);
        const { title } = projectInfoOf(core.session);
        const name = new PackNames().take('videos', title).replace(/^videos\//u, '');
        return {
          corpusBytes: plan.corpus.bytes,
          videos: {
            all: sum(plan, 'all'),
            used: sum(plan, 'used'),
            missing: plan.videos.filter(({ bytes }) => bytes === null).length,
          },
          policies: plan.policies.map(({ id, title, bytes, current }) => ({
            id,
            name: title,
            bytes,
            current,
          })),
          proposed: free(join(dirname(paths.dir), name), PACK_ENDING),
        };
      },
      start: async ({ out, videos, policies }) => {
        const { paths } = core.session.project;
        const file = resolve(out);
        const jobId = core.jobs.start({
          kind: 'pack',
          title: basename(file),
          line: 'pack',
          work: async (context) => {
            // A connection of its own: the project may be closed before the job has heard of it.
            const db = openProjectReader(paths.dir);
            try {
              const report = await writePack(
                db,
                paths,
                { out: file, videos, policies },
                { ...context, program: version, keeperEntry },
              );
              return say('packed', { videos: report.videos, file, size: sizeText(report.bytes) });
            } finally {
              db.close();
            }
          },
        });
        return { jobId };
      },
      inspect: async ({ file }) => {
        const path = resolve(file);
        const pack = await openPack(path);
        try {
          const { title, madeAt, counts } = pack.manifest;
          const { size } = await stat(path);
          const name = new PackNames().take('videos', title || 'project').replace(/^videos\//u, '');
          return {
            title,
            madeAt,
            bytes: size,
            ...counts,
            proposed: free(join(homedir(), 'TempR1 Projects', name), ''),
          };
        } finally {
          pack.close();
        }
      },
      unpack: async ({ file, dir }) => {
        const target = resolve(dir);
        const jobId = core.jobs.start({
          kind: 'unpack',
          title: basename(file),
          line: 'pack',
          work: async (context) => {
            const { title } = await unpack(resolve(file), target, { ...context, keeperEntry });
            return say('unpacked', { title, folder: target });
          },
        });
        return { jobId };
      },
    },
  };
}

function sum(plan: PackPlan, which: 'all' | 'used'): { count: number; bytes: number } {
  const there = chosenVideos(plan, which).filter(({ bytes }) => bytes !== null);
  return { count: there.length, bytes: there.reduce((total, { bytes }) => total + (bytes ?? 0), 0) };
}

/** The first of `base`, `base 2`, ... that is not there. */
function free(base: string, ending: string): string {
  for (let i = 1; ; i++) {
    const path = `${base}${i === 1 ? '' : ` ${i}`}${ending}`;
    if (!existsSync(path)) return path;
  }
}
