import { sendSentence } from './headers.ts';
import { sendFile } from './send-file.ts';
import type { PathHandler } from './server.ts';

const GONE = 'This video has no proxy any more. Make it again.';

/** `/proxy/ID`: the copy for playing of a video of the open project, by Range. @param file path of a video's proxy, or null */
export function proxyHandler(file: (videoId: string) => Promise<string | null>): PathHandler {
  return {
    prefix: '/proxy/',
    handle: async (request, response, rest) => {
      const path = await file(decoded(rest));
      if (path === null) sendSentence(response, 404, GONE);
      else
        await sendFile(request, response, {
          path,
          type: 'video/mp4',
          cacheControl: 'private, no-cache',
          goneSentence: GONE,
        });
    },
  };
}

/** The id that a path names; empty, which no video has, where it is no text. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
