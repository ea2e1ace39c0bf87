/** The window's frame: places, status line, notes. */
export const app = {
  commandsLabel: 'Commands',
  findCommand: 'Find a command',
  noCommand: 'No command is called that.',
} as const;
