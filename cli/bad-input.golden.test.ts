import { describe, expect, test } from 'vitest';
import { families } from '../models/systems/index.ts';
import { interlock, transcript } from './testing/spawn.ts';

const known = families.map(({ name }) => name).join(', ');

const inputs: Readonly<Record<string, readonly string[]>> = {
  'unknown-command': ['chekc', 'trial'],
  'unknown-option': ['check', 'trial', '--propery', 'NO-DEADLOCK'],
  'missing-argument': ['check'],
  'too-many-arguments': ['check', 'trial', 'again'],
  'unknown-system': ['check', 'trail'],
  'unknown-file': ['check', 'no-such-file.ts'],
  'not-a-module': ['check', './README.md'],
  'unknown-parameter': ['check', 'trial', '--set', 'vcpu=2'],
  'value-out-of-range': ['check', 'trial', '--set', 'vcpus=17'],
  'value-not-a-number': ['check', 'trial', '--set', 'vcpus=two'],
  'flag-not-a-flag': ['check', 'trial', '--set', 'fault=maybe'],
  'malformed-set': ['check', 'trial', '--set', 'vcpus'],
  'set-twice': ['check', 'trial', '--set', 'vcpus=1', '--set', 'vcpus=2'],
  'unknown-property': ['check', 'trial', '--property', 'NO-DEADLOK'],
  'unknown-engine': ['check', 'trial', '--engine', 'explict'],
  'unknown-format': ['export', 'trial', '--to', 'dto'],
  'missing-format': ['export', 'trial'],
  'bad-number': ['check', 'trial', '--max-states', 'many'],
  'bad-workers': ['check', 'trial', '--workers', '65'],
  'workers-of-walks': ['check', 'trial', '--workers', '2', '--engine', 'random'],
  'max-states-of-symbolic': ['check', 'trial', '--engine', 'symbolic', '--max-states', '9'],
  'store-of-symbolic': ['check', 'trial', '--engine', 'symbolic', '--store', 'tree'],
  'reduction-of-symbolic': ['check', 'trial', '--engine', 'symbolic', '--reduction', 'symmetry'],
  'order-of-explicit': ['check', 'trial', '--engine', 'explicit', '--order', 'cpu0'],
  'order-with-workers': ['check', 'trial', '--workers', '2', '--order', 'cpu0'],
  'order-unknown': ['check', 'trial', '--order', 'cpu0,cpu1,cpu2,lokc,rem,dev,p2m0,p2m1,p2m2'],
  'order-twice': ['check', 'trial', '--order', 'cpu0,cpu1,cpu0'],
  'order-incomplete': ['check', 'trial', '--order', 'cpu0,lock,rem,dev'],
  'order-of-no-file': ['check', 'trial', '--order', 'nowhere/one.order'],
  'order-of-a-folder': ['check', 'trial', '--order', 'docs'],
  'order-of-a-file': ['check', 'trial', '--order', 'package.json'],
  'depth-of-walks': ['check', 'trial', '--engine', 'random', '--depth'],
  'checkpoint-of-walks': ['check', 'trial', '--engine', 'random', '--checkpoint', 'out/x'],
  'resume-of-walks': ['check', 'trial', '--engine', 'random', '--resume', 'out/x'],
  'checkpoint-every-alone': ['check', 'trial', '--checkpoint-every', '5'],
  'checkpoint-over-a-file': ['check', 'trial', '--checkpoint', 'package.json'],
  'checkpoint-over-a-folder': ['check', 'trial', '--checkpoint', 'cli'],
  'resume-missing': ['check', 'trial', '--resume', 'no-such.checkpoint'],
  'resume-a-folder': ['check', 'trial', '--resume', 'cli'],
  'resume-something-else': ['check', 'trial', '--resume', 'package.json'],
  'resume-in-a-tree': ['check', 'trial', '--store', 'tree', '--checkpoint', 'out/x'],
  'bad-seconds': ['check', 'trial', '--timeout', '-1'],
  'unknown-entry': ['catalogue', 'no-such-entry'],
  'compare-malformed': ['compare', 'trial', '--a', 'vcpus'],
  'compare-unknown-property': ['compare', 'trial', '--b', 'vcpus=2', '--property', 'NO-DEADLOK'],
  'compare-fail-on': ['compare', 'trial', '--fail-on', 'anything'],
  'compare-two-formats': ['compare', 'trial', '--json', '--markdown'],
  'baseline-missing': ['check', 'trial', '--baseline', 'no-such.baseline.json'],
  'baseline-is-something-else': ['check', 'trial', '--baseline', 'package.json'],
  'baseline-of-a-later-version': [
    'check',
    'trial',
    '--baseline',
    'cli/testdata/later.baseline.json',
  ],
  'baseline-of-nothing': ['check', 'trial', '--markdown', 'verdicts.md'],
  'list-of-nothing': ['list', 'trail'],
  'missing-trace': ['replay', 'no-such.trace.json'],
  'trace-is-a-folder': ['replay', 'cli'],
  'trace-is-no-json': ['replay', 'README.md'],
  'trace-is-something-else': ['replay', 'package.json'],
  'certify-nowhere': ['certify', 'trial', '-o', 'package.json/x.certificate'],
  'certify-over-a-folder': ['certify', 'trial', '-o', 'cli'],
  'certify-without-out': ['certify', 'trial'],
  'certificate-missing': ['verify-certificate', 'no-such.certificate'],
  'certificate-is-something-else': ['verify-certificate', 'package.json'],
  'certificate-of-a-later-version': ['verify-certificate', 'cli/testdata/later.certificate'],
  'certificate-of-other-parameters': [
    'verify-certificate',
    'cli/testdata/trial.certificate',
    '--set',
    'vcpus=4',
  ],
  'certificate-of-another-system': [
    'verify-certificate',
    'cli/testdata/trial.certificate',
    'vpci-locking',
  ],
  'certificate-of-an-older-model': ['verify-certificate', 'cli/testdata/trial.certificate'],
  'certificate-of-nobody': ['verify-certificate', 'cli/testdata/nobody.certificate'],
  'malformed-path': ['walk', 'trial', '--path', 'one'],
  'unwritable-out': ['check', 'trial', '--set', 'fault=true', '--out', 'package.json'],
};

describe.concurrent('bad input', () => {
  test.for(Object.entries(inputs))(
    '%s is told in words',
    async ([name, args], { expect: claim }) => {
      const ended = await interlock(args);
      claim(ended.code).toBe(2);
      claim(ended.out).toBe('');
      claim(ended.err).not.toMatch(/\n +at /);
      const text = transcript(ended)
        .replaceAll(known, '<systems>')
        .replace(/(all of its entries:) .*/, '$1 <families>.');
      await claim(text).toMatchFileSnapshot(`testdata/goldens/bad-${name}.txt`);
    },
  );

  test('every error code of arguments begins with USAGE', async () => {
    const ended = await interlock(['check', 'trial', '--nonsense']);
    expect(ended.err).toMatch(/^USAGE-OPTION: /);
  });
});
