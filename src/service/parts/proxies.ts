import { say, told } from '../../tasks/said/said.ts';
import type { StudioApi } from '../api.ts';
import type { ProxyUsage } from '../contract/index.ts';
import type { Core } from '../core.ts';
import { PROXY_KIND } from '../long-work/proxy.ts';
import type { ProxyDesk } from '../proxy-desk.ts';

/** `proxies`: copies for playing of what Chromium can't play. */
export function proxiesPart(core: Core, desk: ProxyDesk): Pick<StudioApi, 'proxies'> {
  const { appSettings } = core.setting;
  const automatic = async (): Promise<boolean> => (await appSettings.read()).automaticProxies ?? true;
  const usage = async (): Promise<ProxyUsage> => {
    const { cache } = core.session;
    const [proxies, all] = await Promise.all([cache.usage(PROXY_KIND), cache.usage()]);
    return { ...proxies, cacheBytes: all.bytes, limitBytes: cache.limitBytes, automatic: await automatic() };
  };
  return {
    proxies: {
      of: async ({ videoId }) => ({ ...(await desk.of(videoId)), automatic: await automatic() }),
      make: async ({ videoId }) => ({ ...(await desk.make(videoId)), automatic: await automatic() }),
      remove: async ({ videoId }) => {
        const freed = await desk.remove(videoId);
        const said =
          freed === 0 ? say('noProxyToDelete') : say('proxyDeleted', { size: (freed / 1e6).toFixed(1) });
        return { ...told(said), usage: await usage() };
      },
      usage,
      setAutomatic: async (input) => {
        await appSettings.change({ automaticProxies: input.automatic });
        // Whoever looks at a video that waits for its proxy learns it at once.
        core.events.publish({ type: 'proxy', videoId: null });
        return usage();
      },
    },
  };
}
