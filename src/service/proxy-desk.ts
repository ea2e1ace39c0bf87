import { stat } from 'node:fs/promises';
import { probeOf, video } from '../corpus/queries/videos.ts';
import type { VideoRecord } from '../corpus/queries/videos.ts';
import { say } from '../tasks/said/said.ts';
import { ServiceError } from './api.ts';
import type { ProxyStatus } from './contract/index.ts';
import type { Core } from './core.ts';
import { makeProxyInCache, PROXY_KIND, proxyKey } from './long-work/proxy.ts';
import type { Session } from './session.ts';

/** What became of the last wish for a video's proxy, where the cache does not say it. */
type Wish =
  | { readonly state: 'making'; readonly jobId: string; readonly line: number }
  | { readonly state: 'refused'; readonly sentence: string }
  | { readonly state: 'cancelled' };

/** Two at once: whoever opens another video need not wait for the end of a long one. */
const LINES = 2;

/** Proxies of the open project: which there are, which are being made, which cannot be. Nothing here survives a restart. */
export class ProxyDesk {
  readonly #core: Core;
  readonly #wishes = new WeakMap<Session, Map<string, Wish>>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** @throws ServiceError when there is no such video. */
  async of(videoId: string): Promise<Omit<ProxyStatus, 'automatic'>> {
    const record = this.#video(videoId);
    const { fingerprint } = record;
    const path = await this.#core.session.cache.existing(proxyKey(fingerprint));
    const bytes =
      path === null
        ? null
        : await stat(path).then(
            ({ size }) => size,
            () => null,
          );
    if (bytes !== null) {
      const url = `/proxy/${encodeURIComponent(videoId)}?v=${fingerprint.slice(0, 16)}`;
      return { state: 'ready', jobId: null, sentence: null, url, bytes };
    }
    const wish = this.#known().get(fingerprint);
    return {
      state: wish?.state ?? 'none',
      jobId: wish?.state === 'making' ? wish.jobId : null,
      sentence: wish?.state === 'refused' ? wish.sentence : null,
      url: null,
      bytes: null,
    };
  }

  /** Begins to make a proxy unless it is there or on its way. @throws ServiceError when there is no such video. */
  async make(videoId: string): Promise<Omit<ProxyStatus, 'automatic'>> {
    const status = await this.of(videoId);
    if (status.state === 'ready') return status;
    const record = this.#video(videoId);
    const wishes = this.#known();
    // Nothing is awaited between this look and the start: two wishes at once are one job.
    if (wishes.get(record.fingerprint)?.state !== 'making') this.#start(record, wishes);
    return this.of(videoId);
  }

  /** Deletes a video's proxy, or all of them; what was refused may be tried again. Returns the bytes freed. */
  async remove(videoId: string | null): Promise<number> {
    const { cache } = this.#core.session;
    const wishes = this.#known();
    const fingerprint = videoId === null ? null : this.#video(videoId).fingerprint;
    for (const [key, wish] of wishes)
      if (wish.state !== 'making' && (fingerprint === null || key === fingerprint)) wishes.delete(key);
    const freed = await cache.remove(fingerprint === null ? { kind: PROXY_KIND } : proxyKey(fingerprint));
    this.#core.events.publish({ type: 'proxy', videoId });
    return freed;
  }

  /** Path of a video's proxy; null where there is none. */
  async file(videoId: string): Promise<string | null> {
    const { open } = this.#core;
    if (open === null) return null;
    const record = video(open.project.db, open.project.paths.dir, videoId);
    return record === null ? null : open.cache.existing(proxyKey(record.fingerprint));
  }

  #start({ id, fingerprint, title }: VideoRecord, wishes: Map<string, Wish>): void {
    const { session, jobs } = this.#core;
    const line = this.#quietestLine(wishes);
    const jobId = jobs.start({
      kind: 'proxy',
      title: say('proxyOf', { title }),
      line: `proxy ${line}`,
      work: async (context) => {
        const { db, paths } = session.project;
        const probe = probeOf(db, paths.dir, id);
        const place = await session.files.locate({ id, paths: [probe.path], fingerprint });
        if (place.state !== 'here') throw new ServiceError('conflict', say('proxyFileMoved', { title }));
        const tools = await this.#core.setting.toolbox.tools();
        await makeProxyInCache(
          session.cache,
          { fingerprint, title, path: place.path, video: probe, tools },
          context,
        );
        return say('playsNow');
      },
    });
    wishes.set(fingerprint, { state: 'making', jobId, line });
    this.#core.events.publish({ type: 'proxy', videoId: id });
    void jobs.finished(jobId).then((job) => {
      if (job.state === 'failed') wishes.set(fingerprint, { state: 'refused', sentence: job.sentence });
      else if (job.state === 'cancelled') wishes.set(fingerprint, { state: 'cancelled' });
      else wishes.delete(fingerprint);
      this.#core.events.publish({ type: 'proxy', videoId: id });
    });
  }

  #quietestLine(wishes: ReadonlyMap<string, Wish>): number {
    const waiting = Array.from({ length: LINES }, () => 0);
    for (const wish of wishes.values())
      if (wish.state === 'making') waiting[wish.line] = (waiting[wish.line] ?? 0) + 1;
    return waiting.indexOf(Math.min(...waiting));
  }

  #known(): Map<string, Wish> {
    const { session } = this.#core;
    const known = this.#wishes.get(session) ?? new Map<string, Wish>();
    this.#wishes.set(session, known);
    return known;
  }

  #video(videoId: string): VideoRecord {
    const { db, paths } = this.#core.session.project;
    const record = video(db, paths.dir, videoId);
    if (record === null) throw new ServiceError('not-found', say('noVideoHere', { id: videoId }));
    return record;
  }
}
