import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import type { KnownVideo, LocatedVideo } from '../media-files.ts';
import { sendSentence } from './headers.ts';
import { sendFile } from './send-file.ts';
import type { PathHandler } from './server.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/mp4',
  '.3gp': 'video/mp4',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.ogv': 'video/ogg',
  '.ts': 'video/mp2t',
  '.avi': 'video/x-msvideo',
};

export interface VideoSource {
  /** null: no such video in the open project, or no project. */
  video(id: string): KnownVideo | null;
  locate(video: KnownVideo): Promise<LocatedVideo>;
  /** Told when a video's file is not where it should be. */
  lost(id: string, state: 'missing' | 'changed'): void;
}

/** `/media/ID`: the file of a video of the open project, by Range. Nothing else on the disk can be asked for. */
export function mediaHandler(source: VideoSource): PathHandler {
  return {
    prefix: '/media/',
    handle: async (request: IncomingMessage, response: ServerResponse, rest: string) => {
      const video = videoOf(source, rest);
      if (video === null) {
        sendSentence(response, 404, 'There is no such video in this project.');
        return;
      }
      const found = await source.locate(video);
      if (found.state !== 'here') {
        source.lost(video.id, found.state);
        sendSentence(response, 404, LOST[found.state]);
        return;
      }
      const { path } = found;
      const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
      const sent = await sendFile(request, response, {
        path,
        type,
        cacheControl: 'private, no-cache',
        goneSentence: LOST.missing,
      });
      if (!sent) source.lost(video.id, 'missing');
    },
  };
}

const LOST = {
  missing: 'The file of this video is not where it was. Put it back, or tell the project where it is now.',
  changed: 'Another file lies where this video was. Put the video back, or tell the project where it is now.',
} as const;

/** The video that the rest of a path names, percent-encoded; null when it names none. */
export function videoOf(source: Pick<VideoSource, 'video'>, rest: string): KnownVideo | null {
  try {
    return source.video(decodeURIComponent(rest));
  } catch {
    return null;
  }
}
