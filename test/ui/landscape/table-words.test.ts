import { describe, expect, it } from 'vitest';
import { cardSentences } from '../../../src/ui/landscape/card-words.ts';
import { noticeOf } from '../../../src/ui/landscape/notice-words.ts';

const CARD = {
  title: 'Cells',
  data: 'MNIST, small',
  classes: 5260,
  budget: { epochs: 2, batchSize: 32 },
  noise: { what: 'standard deviations', accuracy: { withinClass: 0.21, betweenClasses: 1.5 } },
};

describe('what a card says', () => {
  it('is said in sentences, with the noise of the column that is looked at', () => {
    expect(cardSentences(CARD, 'accuracy')).toEqual([
      'MNIST, small.',
      '2 epochs, batches of 32, a fixed seed.',
      '5,260 different networks were trained; cells that are one network share its row.',
      'Noise of accuracy: another seed changes it by 0.21 (standard deviation); networks differ by 1.5.',
    ]);
    expect(cardSentences(CARD, 'macs')).toHaveLength(3);
  });

  it('is left out where it is not there, or something else', () => {
    expect(cardSentences({ title: 'Cells' }, 'accuracy')).toEqual([]);
    const odd = { title: 'Cells', data: 3, classes: 'many', budget: {}, noise: { accuracy: {} } };
    expect(cardSentences(odd, 'accuracy')).toEqual([]);
    for (const column of ['what', 'constructor', '__proto__'])
      expect(cardSentences(CARD, column)).toHaveLength(3);
  });
});

describe('what came of an import', () => {
  const stored = (byKind: Record<string, number>, problem: string | null = null) => ({
    ...({ kind: 'stored', id: 'a', problem } as const),
    warnings: { listed: [], total: Object.values(byKind).reduce((a, b) => a + b, 0), byKind },
  });

  it('is that it is kept, or why not', () => {
    expect(noticeOf(stored({}))).toBe('The table is kept on this device.');
    expect(noticeOf(stored({}, 'There is no room.'))).toBe('There is no room.');
  });

  it('tells gaps, rare options and what was left out apart', () => {
    expect(noticeOf(stored({ gap: 1 }))).toContain('One value is missing');
    expect(noticeOf(stored({ gap: 1200 }))).toContain('1,200 values are missing');
    expect(noticeOf(stored({ rare: 2 }))).toContain('2 rows have an option');
    const left = noticeOf(stored({ duplicate: 1, number: 2 }));
    expect(left).toContain('Rows with faults are left out (3 faults).');
    expect(left).not.toContain('option');
  });
});
