import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ask, openPage, testService, type OpenPage, type TestService } from '../testing/running-service.ts';

let service: TestService;
let page: OpenPage;

beforeAll(async () => {
  service = await testService();
  page = await openPage(service);
});
afterAll(() => service.close());

const host = (): string => `127.0.0.1:${service.port}`;

describe('who may talk to the service', () => {
  it('gives the page to whoever redeemed the link, without the token in the address', async () => {
    const link = new URL(service.mintLink());
    const opened = await ask(service.port, `${link.pathname}${link.search}`);
    expect(opened.status).toBe(303);
    expect(opened.headers.location).toBe('/');
    const [cookie = ''] = opened.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      new RegExp(`^tempr1_${service.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`, 'u'),
    );
    expect((await page.get('/')).body.toString()).toContain('the page');
    expect((await page.get('/label/anything')).body.toString()).toContain('the page');
  });

  it('refuses a token twice, a wrong one, a short one and none', async () => {
    const link = new URL(service.mintLink());
    const path = `${link.pathname}${link.search}`;
    expect((await ask(service.port, path)).status).toBe(303);
    expect((await ask(service.port, path)).status).toBe(401);
    for (const token of ['', 'a', 'A'.repeat(43), encodeURIComponent('ünï\u0000')])
      expect((await ask(service.port, `/open?token=${token}`)).status).toBe(401);
    expect((await ask(service.port, '/open')).status).toBe(401);
  });

  it.each(['/', '/index.html', '/media/x', '/frames/x', '/thumbnail/x', '/assets/app-1234.js'])(
    'refuses %s without the cookie, with a wrong one, and with that of another port',
    async (path) => {
      for (const cookie of [
        '',
        'tempr1_1=x',
        `tempr1_${service.port}=wrong`,
        page.cookie.replace(`_${service.port}=`, '_1='),
      ])
        expect((await ask(service.port, path, { cookie })).status).toBe(401);
    },
  );

  it('refuses every other name of this host', async () => {
    for (const wrong of [
      'evil.example',
      `evil.example:${service.port}`,
      `127.0.0.1.evil.example:${service.port}`,
      '127.0.0.1',
      `127.0.0.1:${service.port + 1}`,
      `127.0.0.1:${service.port}.evil.example`,
      `[::1]:${service.port}`,
    ])
      expect((await ask(service.port, '/', { host: wrong, cookie: page.cookie })).status).not.toBe(200);
    expect(
      (await ask(service.port, '/', { host: `localhost:${service.port}`, cookie: page.cookie })).status,
    ).toBe(200);
  });

  it('refuses a request that names no host at all', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: service.port });
      let text = '';
      socket.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      socket.on('close', () => resolve(text));
      socket.write(`GET / HTTP/1.0\r\nCookie: ${page.cookie}\r\n\r\n`);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 421 /u);
  });

  it('refuses requests of other pages', async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      `https://${host()}`,
      `http://${host()}.evil.example`,
      'http://127.0.0.1',
    ])
      expect((await page.get('/', { origin })).status).toBe(401);
    for (const site of ['cross-site', 'same-site'])
      expect((await page.get('/', { 'sec-fetch-site': site })).status).toBe(401);
    expect((await page.get('/', { origin: `http://${host()}` })).status).toBe(200);
    expect((await page.get('/', { 'sec-fetch-site': 'none' })).status).toBe(200);
  });

  it('answers nothing but GET and HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])
      expect((await ask(service.port, '/', { cookie: page.cookie }, method)).status).toBe(405);
    const head = await ask(service.port, '/', { cookie: page.cookie }, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it('accepts a socket only from its own page with the cookie', async () => {
    const attempt = (headers: Record<string, string>, path = '/rpc'): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${service.port}${path}`, { headers });
        socket.on('open', () => {
          socket.close();
          resolve('open');
        });
        socket.on('unexpected-response', (_request, response) => {
          resolve(String(response.statusCode));
        });
        socket.on('error', () => resolve('error'));
      });
    const origin = `http://${host()}`;
    expect(await attempt({ cookie: page.cookie, origin })).toBe('open');
    expect(await attempt({ origin })).toBe('401');
    expect(await attempt({ cookie: page.cookie })).toBe('401');
    expect(await attempt({ cookie: page.cookie, origin: 'http://evil.example' })).toBe('401');
    expect(await attempt({ cookie: page.cookie, origin: 'null' })).toBe('401');
    expect(await attempt({ cookie: page.cookie, origin, host: 'evil.example' })).toBe('421');
    expect(await attempt({ cookie: page.cookie, origin }, '/other')).toBe('404');
  });

  it('keeps neither token nor cookie of an earlier launch', async () => {
    const first = await testService({ folder: service.folder });
    const used = new URL(first.mintLink());
    const unused = new URL(first.mintLink());
    const old = await openPage(first);
    expect((await ask(first.port, `${used.pathname}${used.search}`)).status).toBe(303);
    await old.close();
    await first.close();
    for (const link of [used, unused])
      expect((await ask(service.port, `${link.pathname}${link.search}`)).status).toBe(401);
    const renamed = old.cookie.replace(String(first.port), String(service.port));
    expect((await ask(service.port, '/', { cookie: renamed })).status).toBe(401);
  });

  it('listens on loopback only', async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .flatMap((each) => (each === undefined || each.internal ? [] : [each.address]));
    for (const address of [...others, '::1']) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: address, port: service.port, timeout: 1000 });
        const done = (value: boolean): void => {
          socket.destroy();
          resolve(value);
        };
        socket.on('connect', () => done(true));
        socket.on('error', () => done(false));
        socket.on('timeout', () => done(false));
      });
      expect([address, reached]).toEqual([address, false]);
    }
  });

  it('writes no token and no cookie into its log, whatever goes wrong', async () => {
    const link = new URL(service.mintLink());
    const token = link.searchParams.get('token') ?? '';
    await ask(service.port, `/media/x?token=${token}`, { cookie: page.cookie });
    await page.client.videos.list.query({}).catch(() => undefined);
    await page.get(`/frames/%?token=${token}`);
    const secrets = [token, page.cookie.split('=')[1] ?? ''];
    expect(secrets.every((secret) => secret.length > 40)).toBe(true);
    for (const secret of secrets) expect(service.log.join('\n')).not.toContain(secret);
  });
});

describe('what every answer carries', () => {
  it('locks the page down', async () => {
    for (const path of ['/', '/nothing-here.js', '/assets/app-1234.js', '/media/x']) {
      const { headers } = await page.get(path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toMatch(/script-src[^;]*unsafe|\*|https?:/u);
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
    }
  });

  it('keeps hashed files and asks anew for the page', async () => {
    expect((await page.get('/assets/app-1234.js')).headers['cache-control']).toContain('immutable');
    expect((await page.get('/')).headers['cache-control']).toBe('no-cache');
    expect((await page.get('/assets/missing.js')).status).toBe(404);
    expect((await page.get('/assets/%2e%2e/%2e%2e/config/state.json')).status).toBe(404);
  });
});
