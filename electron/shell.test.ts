import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { menuEntrySchema, shellEvents, shellRequests } from './shell-contract.ts';
import { electronDouble, WindowDouble, type Recorder } from './testing/electron-double.ts';

// Against a double: this machine may have no Electron binary. See electron/testing/electron-double.ts for what that proves.

const address = { url: 'http://127.0.0.1:40123/', entryUrl: 'http://127.0.0.1:40123/enter?token=abc' };
let recorder: Recorder;

beforeEach(() => {
  vi.resetModules();
  const double = electronDouble();
  recorder = double.recorder;
  vi.doMock('electron', () => double.module);
});

async function startMain(): Promise<void> {
  await import('./main.ts');
  recorder.app.ready();
  await vi.waitFor(() => {
    expect(recorder.children).toHaveLength(1);
  });
}

function serviceChild() {
  const child = recorder.children[0];
  if (child === undefined) throw new Error('The service was not started.');
  return child;
}

async function openPage() {
  await startMain();
  serviceChild().emit('message', { type: 'ready', ...address });
  const window = WindowDouble.all[0];
  if (window === undefined) throw new Error('No window was opened.');
  return window;
}

/** A fake event whose `preventDefault` is recorded. */
function navigationTo(url: string) {
  const event = { url, isStopped: false, preventDefault: () => (event.isStopped = true) };
  return event;
}

describe('the window, against a double', () => {
  test('has exactly these security options', async () => {
    const window = await openPage();
    const { preload, ...preferences } = window.options.webPreferences ?? {};
    expect(path.basename(preload ?? '')).toBe('preload.cjs');
    expect(preferences).toEqual({
      partition: 'tempr1-studio',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      enableWebSQL: false,
      spellcheck: false,
    });
    expect(window.options.show).toBe(false);
    window.emit('ready-to-show');
    expect(window.isShown).toBe(true);
  });

  test('loads the page only from the entry address of the service', async () => {
    const window = await openPage();
    expect(window.loaded).toEqual([address.entryUrl]);
  });

  test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])(
    '%s is stopped outside our origin',
    async (name) => {
      const window = await openPage();
      for (const foreign of [
        'https://example.com/',
        'http://127.0.0.1:40124/',
        'http://localhost:40123/',
        'http://127.0.0.1:40123.evil.example/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'data:text/html,x',
      ]) {
        const event = navigationTo(foreign);
        window.webContents.emit(name, event);
        expect(event.isStopped, foreign).toBe(true);
      }
      const own = navigationTo('http://127.0.0.1:40123/');
      window.webContents.emit(name, own);
      expect(own.isStopped).toBe(false);
    },
  );

  test('webviews are refused', async () => {
    const window = await openPage();
    const event = navigationTo('about:blank');
    window.webContents.emit('will-attach-webview', event);
    expect(event.isStopped).toBe(true);
  });

  test('new windows are denied; only listed https links reach the system browser', async () => {
    const window = await openPage();
    const open = window.webContents.windowOpenHandler;
    if (open === null) throw new Error('No handler for new windows.');
    const links = [
      'https://arxiv.org/abs/2512.03963',
      'http://arxiv.org/',
      'https://arxiv.org.evil.example/',
      'https://evil.example/?arxiv.org',
      'https://user@arxiv.org/',
      'https://arxiv.org:8443/',
      'smb://share/file',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'not a url',
    ];
    for (const url of links) expect(open({ url })).toEqual({ action: 'deny' });
    expect(recorder.opened).toEqual(['https://arxiv.org/abs/2512.03963']);
  });

  test('every permission, device and capture is denied', async () => {
    await openPage();
    const made = recorder.sessions[0];
    expect(made?.partition).toBe('tempr1-studio');
    const answers: unknown[] = [];
    made?.permissionRequest?.(null, 'geolocation', (granted: unknown) => answers.push(granted));
    made?.display?.({}, (streams: unknown) => answers.push(streams));
    expect(answers).toEqual([false, {}]);
    expect(made?.permissionCheck?.(null, 'midi')).toBe(false);
    expect(made?.device?.({})).toBe(false);
  });
});

describe('native requests from the page, against a double', () => {
  async function bridge() {
    const window = await openPage();
    const trusted = { sender: window.webContents, senderFrame: window.webContents.mainFrame };
    const ask = async (channel: string, event: unknown, ...args: unknown[]) => {
      const handler = recorder.handlers.get(channel);
      if (handler === undefined) throw new Error(`Nobody answers ${channel}.`);
      return handler(event, ...args);
    };
    return { window, trusted, ask };
  }

  test('each channel of the contract has an answer and no other exists', async () => {
    await openPage();
    expect([...recorder.handlers.keys()].toSorted()).toEqual(Object.keys(shellRequests).toSorted());
  });

  test('a foreign frame, a sub-frame and a missing frame are refused on every channel', async () => {
    const { window, ask } = await bridge();
    const strangers = [
      { sender: window.webContents, senderFrame: null },
      { sender: window.webContents, senderFrame: { url: address.url } },
      { sender: { mainFrame: {} }, senderFrame: window.webContents.mainFrame },
    ];
    for (const channel of Object.keys(shellRequests))
      for (const stranger of strangers)
        await expect(ask(channel, stranger, { title: 'x' })).rejects.toThrow('did not come from');
    window.webContents.mainFrame.url = 'https://evil.example/';
    const moved = { sender: window.webContents, senderFrame: window.webContents.mainFrame };
    await expect(ask('shell:pick-folder', moved, { title: 'x' })).rejects.toThrow('did not come from');
  });

  test.each([
    [],
    [null],
    [{ title: 5 }],
    [{ title: 'x', extra: 1 }],
    [{ title: 'x'.repeat(1e6) }],
    ['a', 'b', 'c'],
    [[{ id: '', title: '', keys: '', group: 'Nope', enabled: 1 }]],
  ])('arguments that do not fit are refused: %#', async (...args) => {
    const { trusted, ask } = await bridge();
    for (const channel of Object.keys(shellRequests))
      await expect(ask(channel, trusted, ...args)).rejects.toThrow('was not understood');
  });

  test('a picked folder comes back; a cancelled dialog gives null', async () => {
    const { trusted, ask } = await bridge();
    await expect(ask('shell:pick-folder', trusted, { title: 'Videos' })).resolves.toBeNull();
    recorder.dialogAnswer = '/home/ada/videos';
    await expect(ask('shell:pick-folder', trusted, { title: 'Videos' })).resolves.toBe('/home/ada/videos');
  });

  test('reveal shows an existing absolute path and nothing else', async () => {
    const { trusted, ask } = await bridge();
    await ask('shell:reveal', trusted, import.meta.filename);
    expect(recorder.revealed).toEqual([import.meta.filename]);
    await expect(ask('shell:reveal', trusted, '/no/such/file')).rejects.toThrow('no longer there');
    await expect(ask('shell:reveal', trusted, 'relative')).rejects.toThrow('no longer there');
  });

  test('the menu is made from the page’s actions and sends their ids back', async () => {
    const { window, trusted, ask } = await bridge();
    const entry = menuEntrySchema.parse({
      id: 'edit.undo',
      title: 'Undo',
      keys: 'CmdOrCtrl+Z',
      group: 'Edit',
      enabled: true,
    });
    await ask('shell:set-menu', trusted, [entry]);
    const edit = recorder.menus.at(-1)?.find((group) => group.label === 'Edit')?.submenu;
    const undo = Array.isArray(edit) ? edit.find((item) => item.id === 'edit.undo') : undefined;
    expect(undo).toMatchObject({
      label: 'Undo',
      enabled: true,
      accelerator: 'CmdOrCtrl+Z',
      registerAccelerator: false,
    });
    Reflect.apply(undo?.click ?? (() => undefined), undo, []);
    expect(window.webContents.sent).toEqual([{ channel: shellEvents.action, args: ['edit.undo'] }]);
  });
});

describe('the preload, against a double', () => {
  test('exposes named functions only, on the channels of the contract', async () => {
    await import('./preload.ts');
    expect([...recorder.exposed.keys()]).toEqual(['tempr1Shell']);
    const bridge = recorder.exposed.get('tempr1Shell') ?? {};
    expect(Object.keys(bridge).toSorted()).toEqual([
      'onAction',
      'onOpenProject',
      'pickFile',
      'pickFolder',
      'pickSavePath',
      'reveal',
      'setMenu',
    ]);
    for (const [name, member] of Object.entries(bridge)) {
      expect(typeof member, name).toBe('function');
      if (typeof member === 'function' && !name.startsWith('on')) await Reflect.apply(member, bridge, [{}]);
    }
    expect(recorder.invoked.map((each) => each.channel).toSorted()).toEqual(
      Object.keys(shellRequests).toSorted(),
    );
  });

  test('passes on strings without Electron’s event object, until told to stop', async () => {
    await import('./preload.ts');
    const bridge = recorder.exposed.get('tempr1Shell') ?? {};
    const listen: unknown = Reflect.get(bridge, 'onAction');
    const heard: unknown[][] = [];
    if (typeof listen !== 'function') throw new Error('onAction is missing.');
    const stop: unknown = Reflect.apply(listen, bridge, [(...args: unknown[]) => heard.push(args)]);
    recorder.rendererListeners.emit(shellEvents.action, { sender: 'secret' }, 'play.toggle');
    recorder.rendererListeners.emit(shellEvents.action, {}, { not: 'a string' });
    if (typeof stop === 'function') Reflect.apply(stop, null, []);
    recorder.rendererListeners.emit(shellEvents.action, {}, 'late');
    expect(heard).toEqual([['play.toggle']]);
  });
});

describe('processes, against a double', () => {
  test('the service is forked with the page folder, and the project named on the command line', async () => {
    const argv = process.argv;
    process.argv = ['/opt/tempr1', '--some-switch', '/home/ada/project'];
    try {
      await startMain();
    } finally {
      process.argv = argv;
    }
    const { modulePath, args } = serviceChild().fork;
    expect(path.basename(modulePath)).toBe('service.js');
    expect(args.slice(-2)).toEqual(['--project', '/home/ada/project']);
    expect(args[0]).toBe('--page');
  });

  test('forks a trainer when the service asks, reports its pid and its exit, and kills it on request', async () => {
    await openPage();
    const service = serviceChild();
    service.emit('message', {
      type: 'spawn',
      id: 7,
      entry: 'trainer-worker',
      args: ['--run', 'r1'],
      socketPath: '/tmp/s',
    });
    const trainer = recorder.children[1];
    expect(path.basename(trainer?.fork.modulePath ?? '')).toBe('trainer-worker.js');
    expect(trainer?.fork.args).toEqual(['--run', 'r1', '/tmp/s']);
    trainer?.emit('spawn');
    service.emit('message', { type: 'kill', id: 7 });
    expect(trainer?.isKilled).toBe(true);
    expect(service.received).toEqual([
      { type: 'spawned', id: 7, pid: 4242 },
      { type: 'exited', id: 7, code: 1 },
    ]);
  });

  test('messages that do not fit are ignored, and nothing else can be forked', async () => {
    await openPage();
    for (const bad of [
      null,
      5,
      'spawn',
      {},
      { type: 'spawn', id: 1, entry: '/bin/sh', args: [], socketPath: '' },
    ])
      serviceChild().emit('message', bad);
    expect(recorder.children).toHaveLength(1);
  });

  test('a service that ends says so once and its children end with it', async () => {
    await openPage();
    serviceChild().emit('message', {
      type: 'spawn',
      id: 1,
      entry: 'model-worker',
      args: [],
      socketPath: '/tmp/s',
    });
    serviceChild().emit('exit', 9);
    expect(recorder.errors).toEqual([
      'The service of TempR1 Studio ended unexpectedly (exit code 9). Your project is saved; start TempR1 Studio again.',
    ]);
    expect(recorder.children[1]?.isKilled).toBe(true);
  });

  test('quitting waits until the service has closed the project', async () => {
    await openPage();
    const event = navigationTo('');
    recorder.app.emit('before-quit', event);
    expect(event.isStopped).toBe(true);
    expect(serviceChild().received).toEqual([{ type: 'quit' }]);
    expect(recorder.app.quits).toBe(0);
    serviceChild().emit('exit', 0);
    await vi.waitFor(() => {
      expect(recorder.app.quits).toBe(1);
    });
    expect(recorder.errors).toEqual([]);
  });

  test('a second instance hands its project to the first window and starts no service', async () => {
    const window = await openPage();
    recorder.app.emit('second-instance', {}, ['/opt/tempr1', '/home/ada/other']);
    expect(window.isFront).toBe(true);
    expect(window.webContents.sent).toEqual([
      { channel: shellEvents.openProject, args: ['/home/ada/other'] },
    ]);
  });

  test('without the lock nothing is started', async () => {
    recorder.app.hasLock = false;
    await import('./main.ts');
    recorder.app.ready();
    await Promise.resolve();
    expect(recorder.app.quits).toBe(1);
    expect(recorder.children).toHaveLength(0);
  });
});

test('the shell stays tiny', () => {
  const files = [
    'bridge',
    'main',
    'menu',
    'preload',
    'process-contract',
    'project-argument',
    'security',
    'service-entry',
    'service-process',
    'shell-contract',
    'utility-spawner',
  ];
  const lines = files.map(
    (name) => readFileSync(path.join(import.meta.dirname, `${name}.ts`), 'utf8').split('\n').length - 1,
  );
  expect(lines.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(600);
});
