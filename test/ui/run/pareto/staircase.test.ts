import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createArchive, insert } from '../../../../src/search/archive.ts';
import { Staircase } from '../../../../src/ui/run/pareto/staircase.ts';

it('is the archive of two objectives, point by point', () => {
  // Few values, so that points are often equal in one objective or both.
  const coordinate = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate), { maxLength: 60 }), (points) => {
      const stairs = new Staircase();
      let archive = createArchive<number>(2);
      for (const [item, point] of points.entries()) {
        const before = stairs.version;
        const inserted = insert(archive, point, item);
        archive = inserted.archive;
        expect(stairs.insert(point[0], point[1], item)).toBe(inserted.entered);
        expect(stairs.version > before).toBe(inserted.entered);
        expect(stairs.items()).toEqual(archive.members.map((member) => member.item));
      }
      stairs.clear();
      expect(stairs.size).toBe(0);
    }),
  );
});
