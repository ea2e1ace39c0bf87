import { describe, expect, it } from 'vitest';
import { joinPath, lastPart } from './paths.ts';

describe('paths of another machine', () => {
  it('are joined the way they are written', () => {
    expect(joinPath('/home/ada/', 'TempR1 Projects', 'games')).toBe('/home/ada/TempR1 Projects/games');
    expect(joinPath('C:\\Users\\ada', 'games')).toBe('C:\\Users\\ada\\games');
    expect(lastPart('/home/ada/games/')).toBe('games');
    expect(lastPart('C:\\Users\\ada\\games')).toBe('games');
  });
});
