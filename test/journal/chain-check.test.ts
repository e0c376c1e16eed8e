import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainHash, genesis, type JournalHead } from '../../core/journal/chain.ts';
import { ChainCheck, type ChainFault, type Link } from '../../core/journal/chain-check.ts';

function chainOf(length: number): Link[] {
  let previous = genesis;
  return Array.from({ length }, (_, index) => {
    const content = `record ${index + 1}`;
    const link = {
      seq: index + 1,
      written: index + 1,
      content,
      previous,
      hash: chainHash(previous, content),
    };
    previous = link.hash;
    return link;
  });
}

function faultsOf(links: readonly Link[], heads: readonly JournalHead[]): readonly ChainFault[] {
  const check = new ChainCheck(heads);
  for (const link of links) check.take(link);
  return check.finish().faults;
}

const headOf = (links: readonly Link[]): JournalHead[] =>
  links.slice(-1).map(({ seq, hash }) => ({ seq, hash }));

const chain = fc.integer({ min: 1, max: 30 }).map(chainOf);
const chainWithPlace = fc
  .integer({ min: 1, max: 30 })
  .chain((length) =>
    fc.record({ links: fc.constant(chainOf(length)), place: fc.integer({ min: 1, max: length }) }),
  );
const renumbered = (links: readonly Link[]): Link[] =>
  links.map((link, index) => ({ ...link, seq: index + 1 }));

describe('the check of a chain', () => {
  it('has nothing to say about an honest one', () => {
    fc.assert(
      fc.property(chain, (links) => {
        expect(faultsOf(links, links)).toEqual([]);
      }),
    );
  });

  it('names any records that were removed, whether the places were closed up or not', () => {
    fc.assert(
      fc.property(chain, fc.infiniteStream(fc.boolean()), fc.boolean(), (links, coins, close) => {
        const kept = links.filter(() => coins.next().value === true);
        const gone = links.filter((link) => !kept.includes(link)).map(({ seq }) => seq);
        const faults = faultsOf(close ? renumbered(kept) : kept, headOf(links));
        const named = faults.flatMap((fault) =>
          fault.kind === 'missing' || fault.kind === 'cut'
            ? Array.from({ length: fault.to - fault.from + 1 }, (_, index) => fault.from + index)
            : [Number.NaN],
        );
        expect(named).toEqual(gone);
      }),
    );
  });

  it('names the record that was altered', () => {
    fc.assert(
      fc.property(chainWithPlace, fc.boolean(), ({ links, place }, knowing) => {
        const altered = links.map((link) =>
          link.seq === place
            ? { ...link, content: 'X', hash: knowing ? chainHash(link.previous, 'X') : link.hash }
            : link,
        );
        const last = knowing && place === links.length;
        expect(faultsOf(altered, headOf(links))).toEqual([
          last ? { kind: 'replaced', from: 1, to: place } : { kind: 'altered', seq: place },
        ]);
      }),
    );
  });

  it('finds every order but the right one', () => {
    fc.assert(
      fc.property(
        chain.chain((links) =>
          fc.record({
            links: fc.constant(links),
            order: fc.shuffledSubarray(links, { minLength: links.length }),
          }),
        ),
        ({ links, order }) => {
          const same = order.every((link, index) => link === links[index]);
          const faults = faultsOf(renumbered(order), headOf(links));
          expect(faults.length === 0).toBe(same);
          expect(faults.every((fault) => fault.kind === 'displaced')).toBe(true);
        },
      ),
    );
  });
});
