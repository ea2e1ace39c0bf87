import type { AssetAnswer } from '../asset-desk.ts';
import { send, sendJson, sendSentence } from './headers.ts';
import type { PathHandler } from './server.ts';

/** `/density/ITEM`: where drawn answers lie (contract/binary.ts). `source` answers null where the open project has no such item. */
export function densityHandler(source: (itemId: string) => Promise<AssetAnswer | null>): PathHandler {
  return {
    prefix: '/density/',
    handle: async (_request, response, rest) => {
      const itemId = decoded(rest);
      const answer = itemId === null ? null : await source(itemId);
      if (answer === null) sendSentence(response, 404, 'There is no such item in this project.');
      else if (answer.state === 'ready') send(response, 200, 'application/octet-stream', answer.bytes);
      else if (answer.state === 'refused') sendJson(response, 422, { sentence: answer.sentence });
      else {
        response.setHeader('Retry-After', '1');
        send(response, 202, 'text/plain; charset=utf-8', '');
      }
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
