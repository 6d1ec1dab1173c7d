import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { cliTools } from './cli-tools.ts';

const shipped = resolve(import.meta.dirname, '../../personalities');
const folders: string[] = [];
const personalities = () => {
  const folder = mkdtempSync(join(tmpdir(), 'kith-templates-'));
  folders.push(folder);
  cpSync(shipped, folder, { recursive: true });
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('templates', () => {
  test('the trait templates are listed with their values', async () => {
    const { kith, out } = cliTools();
    expect(await kith('persona', 'templates', '--json')).toBe(0);
    const listed = JSON.parse(out()) as { id: string; traits: Record<string, number> }[];
    expect(listed.find(({ id }) => id === 'friendly-assistant')?.traits).toEqual({
      openness: 75,
      conscientiousness: 85,
      extraversion: 70,
      agreeableness: 90,
      neuroticism: 20,
      empathy: 85,
      humor: 60,
      adaptability: 80,
    });
  });

  test('a template is shown filled in, and a value is never read as a template again', async () => {
    const { kith, out } = cliTools();
    expect(
      await kith('persona', 'render', 'alicia', 'greeting', 'user_name=${bot_name}', 'bot_name=Ali'),
    ).toBe(0);
    expect(out()).toBe("Hello ${bot_name}! I'm Ali. Mind the cat.\n");
  });

  test.each([
    [['alicia', 'greeting', 'user_name=Ana'], 1, 'bot_name'],
    [['alicia', 'nope'], 1, 'greeting'],
    [['nobody', 'greeting'], 1, 'alicia'],
    [['alicia', 'greeting', 'user_name'], 2, 'name=value'],
  ])('%j is refused with what is missing', async (args, code, said) => {
    const { kith, out, err } = cliTools();
    expect(await kith('persona', 'render', ...args)).toBe(code);
    expect([out(), err()]).toEqual(['', expect.stringContaining(said)]);
  });

  test('a new persona may take its prompt and its traits from templates', async () => {
    const folder = personalities();
    const { kith } = cliTools({ environment: { KITH_PERSONALITIES_DIR: folder } });
    const values = ['--set', 'user_name=Ana', 'bot_name=TechHelper'];
    const from = ['--template', 'alicia/greeting', '--traits', 'analytical-expert'];
    expect(await kith('persona', 'new', 'TechHelper', ...from, ...values)).toBe(0);
    const written = JSON.parse(readFileSync(join(folder, 'TechHelper.json'), 'utf8'));
    expect(written.system_prompt).toBe("Hello Ana! I'm TechHelper. Mind the cat.");
    expect(written.personality.technicalFocus).toBe(90);
    expect(await kith('validate', join(folder, 'TechHelper.json'))).toBe(0);
  });

  test('a trait template that is not there is named, and nothing is written', async () => {
    const folder = personalities();
    const { kith, err } = cliTools({ environment: { KITH_PERSONALITIES_DIR: folder } });
    expect(await kith('persona', 'new', 'Nobody', '--prompt', 'You are.', '--traits', 'nope')).toBe(2);
    expect(err()).toContain('Template nope not found');
    expect(() => readFileSync(join(folder, 'Nobody.json'))).toThrow('ENOENT');
  });
});
