import { send, sendSentence } from './headers.ts';
import type { PathHandler } from './server.ts';

/** `/timeline/ID`: interval columns (contract/timeline.ts). `source` answers null where the open project has no such video. */
export function timelineHandler(source: (videoId: string) => Uint8Array | null): PathHandler {
  return {
    prefix: '/timeline/',
    handle: (_request, response, rest) => {
      const videoId = decoded(rest);
      const bytes = videoId === null ? null : source(videoId);
      if (bytes === null) sendSentence(response, 404, 'There is no such video in this project.');
      else send(response, 200, 'application/octet-stream', bytes);
      return Promise.resolve();
    },
  };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
