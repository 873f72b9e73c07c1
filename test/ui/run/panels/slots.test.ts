import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_SLOTS, readSlots, slotsText, VIEWS, withView } from '../../../../src/ui/run/panels/slots.ts';

const rooms = fc.constantFrom('wide' as const, 'narrow' as const);
const slotsOf = (count: number) => fc.shuffledSubarray([...VIEWS], { minLength: count, maxLength: count });

it('shows a view once: the slot that had it gets what the other had', () => {
  fc.assert(
    fc.property(slotsOf(3), fc.nat({ max: 2 }), fc.constantFrom(...VIEWS), (slots, slot, view) => {
      const changed = withView(slots, slot, view);
      expect(changed[slot]).toBe(view);
      expect(new Set(changed).size).toBe(3);
      expect(changed.filter((shown, i) => shown !== slots[i]).length).toBeLessThanOrEqual(2);
    }),
  );
});

it('remembers the choice of each room by itself', () => {
  fc.assert(
    fc.property(slotsOf(3), slotsOf(2), (wide, narrow) => {
      const text = slotsText('narrow', narrow, slotsText('wide', wide, null));
      expect(readSlots('wide', text)).toEqual(wide);
      expect(readSlots('narrow', text)).toEqual(narrow);
    }),
  );
});

it('falls back to the usual views where what is stored does not fit', () => {
  const fits = { wide: DEFAULT_SLOTS.narrow, narrow: ['hypervolume', 'hypervolume'] };
  for (const text of [null, '', '{', 'null', '[]', '{"wide":["x","y","z"]}', JSON.stringify(fits)])
    for (const room of ['wide', 'narrow'] as const) expect(readSlots(room, text)).toBe(DEFAULT_SLOTS[room]);
  fc.assert(
    fc.property(fc.string(), rooms, (text, room) => {
      expect(readSlots(room, text)).toBe(DEFAULT_SLOTS[room]);
    }),
  );
});
