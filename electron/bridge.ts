import { dialog, ipcMain, shell, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { applyMenu } from './menu.ts';
import { isOwnPage } from './security.ts';
import { shellRequests, type ShellChannel } from './shell-contract.ts';

type Arguments<Channel extends ShellChannel> = z.infer<(typeof shellRequests)[Channel]>;

/** Answers the page's native requests: the sender must be our page's top frame, the arguments must fit their schema. */
export function answerPage(window: BrowserWindow, origin: string): void {
  const isTrusted = (event: IpcMainInvokeEvent): boolean =>
    event.sender === window.webContents &&
    event.senderFrame !== null &&
    event.senderFrame === window.webContents.mainFrame &&
    isOwnPage(event.senderFrame.url, origin);

  function handle<Channel extends ShellChannel>(
    channel: Channel,
    answer: (...args: Arguments<Channel>) => unknown,
  ): void {
    ipcMain.handle(channel, (event, ...args: unknown[]) => {
      if (!isTrusted(event)) throw new Error('This request did not come from the TempR1 Studio page.');
      const parsed = shellRequests[channel].safeParse(args);
      if (!parsed.success) throw new Error(`The request ${channel} was not understood.`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by this very channel's schema one line above
      return answer(...(parsed.data as Arguments<Channel>));
    });
  }

  handle('shell:pick-folder', async ({ title }) => {
    const chosen = await dialog.showOpenDialog(window, {
      title,
      properties: ['openDirectory', 'createDirectory'],
    });
    return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
  });
  handle('shell:pick-file', async ({ title, extensions }) => {
    const filters = extensions.length === 0 ? [] : [{ name: title, extensions }];
    const chosen = await dialog.showOpenDialog(window, { title, filters, properties: ['openFile'] });
    return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
  });
  handle('shell:pick-save-path', async ({ title, name }) => {
    const chosen = await dialog.showSaveDialog(window, { title, defaultPath: path.basename(name) });
    return chosen.canceled ? null : chosen.filePath;
  });
  handle('shell:reveal', (file) => {
    if (!path.isAbsolute(file) || !existsSync(file))
      throw new Error(`${path.basename(file)} is no longer there.`);
    // Shows the file in its folder; never opens or runs it.
    shell.showItemInFolder(file);
  });
  handle('shell:set-menu', (entries) => {
    applyMenu(window, entries);
  });
}
