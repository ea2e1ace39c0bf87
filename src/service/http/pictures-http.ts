import type { ServerResponse } from 'node:http';
import type { AssetAnswer } from '../asset-desk.ts';
import { unpackSheet, type AssetKind } from '../assets.ts';
import { send, sendJson, sendSentence } from './headers.ts';
import type { PathHandler } from './server.ts';

/** What the picture paths need of the open project. */
export interface PictureSource {
  /** null: no such video in the open project, or no project. */
  frames(videoId: string): Float64Array | null;
  asset(videoId: string, kind: AssetKind): Promise<AssetAnswer | null>;
}

/** The URL names the content by `?v=`, so a copy stays right for as long as it is kept. */
const KEPT = 'private, max-age=86400';

/** `/frames/ID`, `/peaks/ID`, `/filmstrip/ID`, `/filmstrip/ID/sheet`, `/thumbnail/ID` as contract/binary.ts describes them. */
export function pictureHandlers(source: PictureSource): PathHandler[] {
  const asset =
    (kind: AssetKind, ready: (response: ServerResponse, bytes: Buffer, part: string) => void) =>
    async (_request: unknown, response: ServerResponse, rest: string): Promise<void> => {
      const [id = '', part = '', ...more] = rest.split('/');
      const videoId = decoded(id);
      const answer = videoId === null || more.length > 0 ? null : await source.asset(videoId, kind);
      if (answer === null) sendSentence(response, 404, NO_VIDEO);
      else if (answer.state === 'ready') ready(response, answer.bytes, part);
      else if (answer.state === 'refused') sendJson(response, 422, { sentence: answer.sentence });
      else {
        response.setHeader('Retry-After', '1');
        send(response, 202, 'text/plain; charset=utf-8', '');
      }
    };
  return [
    {
      prefix: '/frames/',
      handle: (_request, response, rest) => {
        const videoId = decoded(rest);
        const frames = videoId === null ? null : source.frames(videoId);
        if (frames === null) sendSentence(response, 404, NO_VIDEO);
        else
          send(
            response,
            200,
            BINARY,
            new Uint8Array(frames.buffer, frames.byteOffset, frames.byteLength),
            KEPT,
          );
        return Promise.resolve();
      },
    },
    {
      prefix: '/peaks/',
      handle: asset('peaks', (response, bytes) => {
        if (bytes.byteLength === 0) response.writeHead(204, { 'Cache-Control': KEPT }).end();
        else send(response, 200, BINARY, bytes, KEPT);
      }),
    },
    {
      prefix: '/cuts/',
      handle: asset('cuts', (response, bytes) => {
        send(response, 200, BINARY, bytes);
      }),
    },
    {
      prefix: '/filmstrip/',
      handle: asset('filmstrip', (response, bytes, part) => {
        const { json, jpeg } = unpackSheet(bytes);
        if (part === 'sheet') send(response, 200, 'image/jpeg', jpeg, KEPT);
        else send(response, 200, 'application/json; charset=utf-8', json, KEPT);
      }),
    },
    {
      prefix: '/thumbnail/',
      handle: asset('thumbnail', (response, bytes) => {
        send(response, 200, 'image/jpeg', bytes, KEPT);
      }),
    },
  ];
}

const BINARY = 'application/octet-stream';
const NO_VIDEO = 'There is no such video in this project.';

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
