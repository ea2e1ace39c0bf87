import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { frameDifference } from '../../corpus/jobs/relink.ts';
import type { ProbedVideo } from '../../corpus/import-document.ts';
import type { Project } from '../../corpus/project.ts';
import { frameTableOf, probeOf, videos, type VideoRecord } from '../../corpus/queries/videos.ts';
import { UnusableVideoError } from '../../media/errors.ts';
import { fingerprintOf } from '../../media/fingerprint.ts';
import { probeVideo } from '../../media/probe.ts';
import type { MediaTools } from '../../media/tools.ts';
import { say, type Said } from '../../tasks/said/said.ts';
import { ServiceError } from '../api.ts';
import type { RelinkProposal } from '../contract/index.ts';
import { folderFault } from '../files-api.ts';
import type { MediaFiles } from '../media-files.ts';
import { sentenceOf } from '../sentence.ts';
import { findVideos } from '../video-files.ts';
import { remark, type WorkContext } from './progress.ts';

/** A proposal with what is needed to take it over. */
export interface FoundMove {
  readonly proposal: RelinkProposal;
  readonly probe: ProbedVideo | null;
}

/**
 * Videos whose file is not there, or not what it was, as the project knows it; with `look`, every file is looked for anew: a
 * list that is shown must not touch ten thousand files.
 */
export async function lostVideos(project: Project, files: MediaFiles, look: boolean): Promise<VideoRecord[]> {
  const lost: VideoRecord[] = [];
  // All at once: nothing may wait in the middle of a query.
  const all = [...videos(project.db, project.paths.dir)];
  for (const video of all) {
    const { id, path, fingerprint } = video;
    const gone = video.fileState !== 'ready' || (look && (await stat(path).catch(() => null)) === null);
    if (gone && (await files.locate({ id, paths: [path], fingerprint })).state !== 'here') lost.push(video);
  }
  return lost;
}

/**
 * Looks for all lost videos in a folder and the folders below it: first the very files, by size and content, whatever they are
 * called now; then, for those left, files of the same name that show the same frames.
 * @throws ServiceError when the folder cannot be read; the signal's reason
 */
export async function findMoved(
  project: Project,
  files: MediaFiles,
  tools: MediaTools,
  folder: string,
  context: WorkContext,
): Promise<FoundMove[]> {
  const { signal, progress } = context;
  progress(0, null, say('lookingThrough', { folder }));
  const lost = await lostVideos(project, files, true);
  const news = lost.filter(({ fileState }) => fileState === 'ready').map(({ id }) => id);
  if (news.length > 0) await project.writer.job('setVideoState', { videos: news, state: 'missing' });
  const found = await findVideos(folder, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new ServiceError('bad-request', folderFault(folder, error), { cause: error });
  });
  for (const { path, cause } of found.unread) context.problem(remark(path, folderFault(path, cause)));
  const wanted = new Map(lost.map((video) => [video.fingerprint, video]));
  const sizes = new Set(lost.map(({ id }) => probeOf(project.db, project.paths.dir, id).sizeBytes));
  const places = new Map<string, string>();
  for (const [index, path] of found.files.entries()) {
    signal.throwIfAborted();
    progress(index, found.files.length, say('lookingAt', { file: basename(path) }));
    const facts = await stat(path).catch(() => null);
    if (facts === null || !sizes.has(facts.size)) continue;
    const fingerprint = await fingerprintOf(path).catch(() => null);
    const video = fingerprint === null ? undefined : wanted.get(fingerprint);
    if (video !== undefined && !places.has(video.id)) places.set(video.id, path);
  }
  const moves: FoundMove[] = [];
  for (const [index, video] of lost.entries()) {
    signal.throwIfAborted();
    progress(index, lost.length, say('comparing', { title: video.title }));
    const place = places.get(video.id);
    moves.push(
      place === undefined
        ? await byName(project, tools, video, found.files, context)
        : {
            proposal: { videoId: video.id, title: video.title, match: 'same', path: place, reason: null },
            // Its content is what it was, so is everything that was read from it.
            probe: { ...probeOf(project.db, project.paths.dir, video.id), path: place },
          },
    );
  }
  return moves;
}

/** Of files that bear a video's name: the first that shows its frames, else why the last one does not. */
async function byName(
  project: Project,
  tools: MediaTools,
  video: VideoRecord,
  files: readonly string[],
  { signal }: WorkContext,
): Promise<FoundMove> {
  const { id: videoId, title } = video;
  const stem = stemOf(title);
  let refused: FoundMove | null = null;
  for (const path of files.filter((each) => stemOf(basename(each)) === stem)) {
    let probe: ProbedVideo;
    try {
      probe = await probeVideo(path, tools, { signal });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UnusableVideoError)) throw error;
      refused = {
        proposal: { videoId, title, match: 'refused', path, reason: sentenceOf(error) },
        probe: null,
      };
      continue;
    }
    const why = frameDifference(frameTableOf(project.db, videoId), probe.table);
    if (why === null) return { proposal: { videoId, title, match: 'frames', path, reason: null }, probe };
    refused = {
      proposal: { videoId, title, match: 'refused', path, reason: `It is another video: ${why}.` },
      probe: null,
    };
  }
  return refused ?? { proposal: { videoId, title, match: 'none', path: null, reason: null }, probe: null };
}

function stemOf(name: string): string {
  return basename(name, extname(name)).toLowerCase();
}

/** What came of a search, for a person. */
export function movedSaid(moves: readonly FoundMove[]): Said {
  const usable = moves.filter(({ probe }) => probe !== null).length;
  if (moves.length === 0) return say('noVideoLost');
  return say('lostFound', { usable, count: moves.length });
}
