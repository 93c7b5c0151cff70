import { expect, test } from 'vitest';
import { check } from '../cli/check.ts';
import mailbox from './mailbox.ts';

test('letters are got after they were put in', async () => {
  const { findings } = await check(mailbox);
  expect(findings.map(({ result: { verdict, divergence } }) => [verdict, divergence])).toEqual([
    ['holds', 'never'],
  ]);
});

test('a hasty visitor gets one that nobody brought', async () => {
  const { findings } = await check(mailbox, { parameters: { hasty: true } });
  const [finding] = findings;
  expect(finding?.result.verdict).toBe('violated');
  expect(finding?.result.refusal).toEqual({
    event: 'a letter is got',
    allowed: ['a letter is put in'],
  });
  expect(finding?.trace?.steps.map(({ step }) => step)).toEqual([
    'visitor: comes',
    'visitor: gets it',
  ]);
  expect(finding?.explanation).toEqual({
    kind: 'refusal',
    specification: 'one-letter',
    trace: [],
    event: 'a letter is got',
    allowed: ['a letter is put in'],
  });
});
